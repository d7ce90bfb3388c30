import { HOUR, MINUTE, SECOND } from '@shared/lib/clock'
import type { Tier } from '@shared/domain/service'
import { afterEach, describe, expect, test } from 'vitest'
import { createWorld, manifestOf, type World } from '../../../tests/support/supervisor-world'

let world: World
afterEach(() => world.dispose())

const names = (count: number): string[] => Array.from({ length: count }, (_, index) => `service-${index}`)
const started = (): string[] => world.host.processes.map(({ name }) => name)

describe('many services', () => {
  test('at most four start at once, in tier order', async () => {
    const tiers: Tier[] = ['observer', 3, 2, 1, 1, 1, 2, 3]
    world = createWorld(tiers.map((tier, index) => manifestOf(`s-${tier}-${index}`, tier)))
    world.host.onSpawn = () => {}
    world.supervisor.startWanted()
    await world.clock.advance(0)
    expect(started().map((name) => name.slice(0, 3))).toEqual(['s-1', 's-1', 's-1', 's-2'])
    for (let up = 0; up < 8; up++) {
      world.host.processes[up]?.listening()
      await world.clock.advance(0)
    }
    expect(
      started()
        .slice(4)
        .map((name) => name.slice(0, 3)),
    ).toEqual(['s-2', 's-3', 's-3', 's-o'])
    expect(world.supervisor.list().every(({ state }) => state.kind === 'ready')).toBe(true)
  })

  test('one that fails to start gives its place to the next', async () => {
    world = createWorld(names(5).map((name) => manifestOf(name)))
    world.host.onSpawn = (process) => process.crash(78)
    world.supervisor.startWanted()
    await world.clock.advance(0)
    expect(started().length).toBe(5)
  })

  test('start all and stop all settle with every state', async () => {
    world = createWorld([manifestOf('memory'), manifestOf('git', 2, 'on-demand')])
    const all = world.supervisor.startAll()
    await world.clock.advance(0)
    expect((await all).map(({ state }) => state.kind)).toEqual(['ready', 'ready'])
    const none = world.supervisor.stopAll()
    await world.clock.advance(0)
    expect((await none).map(({ wanted, state }) => [wanted, state.kind])).toEqual([
      ['stopped', 'stopped'],
      ['stopped', 'stopped'],
    ])
  })

  test('an unknown name is told what to do', async () => {
    world = createWorld()
    await expect(world.supervisor.start('nobody')).rejects.toMatchObject({ code: 'UNKNOWN_SERVICE' })
  })
})

describe('on demand', () => {
  const git = () => world.state('git')
  const quiet = { calls: 0, sessions: 0, inFlight: 0 }
  async function awake(): Promise<void> {
    world = createWorld([manifestOf('git', 2, 'on-demand')])
    world.supervisor.startWanted()
    world.supervisor.wake('git')
    await world.clock.advance(0)
    expect(git()).toBe('ready')
  }

  test('sleeps until a request wakes it', async () => {
    world = createWorld([manifestOf('git', 2, 'on-demand')])
    world.supervisor.startWanted()
    await world.clock.advance(HOUR)
    expect([git(), world.supervisor.routeOf('git').kind]).toEqual(['stopped', 'asleep'])
    world.supervisor.wake('git')
    expect(world.supervisor.routeOf('git').kind).toBe('coming')
    await world.clock.advance(0)
    expect(world.supervisor.routeOf('git').kind).toBe('up')
  })

  test('stops when idle, stays wanted and wakes again', async () => {
    await awake()
    await world.clock.advance(14 * MINUTE)
    world.supervisor.noteTraffic('git', { ...quiet, calls: 1 })
    await world.clock.advance(14 * MINUTE)
    expect(git()).toBe('ready')
    await world.clock.advance(MINUTE)
    expect(world.supervisor.get('git')).toMatchObject({
      state: { kind: 'stopped', reason: 'idle' },
      wanted: 'running',
    })
    expect(world.supervisor.routeOf('git').kind).toBe('asleep')
    world.supervisor.wake('git')
    await world.clock.advance(0)
    expect([git(), world.supervisor.get('git').restarts]).toEqual(['ready', 0])
  })

  test('open sessions and running calls keep it awake', async () => {
    await awake()
    world.supervisor.noteTraffic('git', { ...quiet, sessions: 2 })
    await world.clock.advance(2 * HOUR)
    expect(world.supervisor.get('git')).toMatchObject({ state: { kind: 'ready' }, sessions: 2 })
    world.supervisor.noteTraffic('git', quiet)
    await world.clock.advance(15 * MINUTE)
    expect(git()).toBe('stopped')
  })

  test('a changed idle time counts at once, from the last use', async () => {
    await awake()
    await world.clock.advance(5 * MINUTE)
    world.limits.idleStopMs = 6 * MINUTE
    world.supervisor.limitsChanged()
    await world.clock.advance(MINUTE - 1)
    expect(git()).toBe('ready')
    await world.clock.advance(1)
    expect(git()).toBe('stopped')
    world.supervisor.wake('git')
    await world.clock.advance(MINUTE)
    world.limits.idleStopMs = 0
    world.supervisor.limitsChanged()
    await world.clock.advance(2 * HOUR)
    expect(git()).toBe('ready')
  })

  test('a request during the idle stop turns it into a restart', async () => {
    await awake()
    world.process('git').manners = 'ignores stop'
    await world.clock.advance(15 * MINUTE)
    expect([git(), world.supervisor.routeOf('git').kind]).toEqual(['stopping', 'asleep'])
    world.supervisor.wake('git')
    expect(world.supervisor.routeOf('git').kind).toBe('coming')
    await world.clock.advance(2 * SECOND)
    expect(git()).toBe('ready')
  })

  test('one a person stopped is not woken', async () => {
    await awake()
    void world.supervisor.stop('git')
    await world.clock.advance(0)
    world.supervisor.wake('git')
    await world.clock.advance(0)
    expect([git(), world.supervisor.routeOf('git').kind]).toEqual(['stopped', 'down'])
  })

  test('made always on, it starts and no longer stops', async () => {
    await awake()
    await world.clock.advance(15 * MINUTE)
    world.modes.set('git', 'always')
    world.supervisor.reconfigured('git')
    await world.clock.advance(2 * HOUR)
    expect(git()).toBe('ready')
  })
})

describe('sleep of the machine', () => {
  test('causes no restart, whatever stays unanswered in it', async () => {
    world = createWorld(names(3).map((name) => manifestOf(name)))
    world.supervisor.startWanted()
    await world.clock.advance(MINUTE)
    for (const process of world.host.processes) process.hang()
    world.probe = 'hangs'
    world.supervisor.suspend()
    world.clock.jumpWall(8 * HOUR)
    await world.clock.advance(5 * MINUTE)
    world.supervisor.resume()
    await world.clock.advance(10 * SECOND)
    expect(world.host.processes.length).toBe(3)
    expect(world.supervisor.list().map(({ state, restarts }) => [state.kind, restarts])).toEqual(
      names(3).map(() => ['ready', 0]),
    )
  })

  test('who really died in it comes back 10 s later, staggered and uncounted', async () => {
    world = createWorld(names(3).map((name) => manifestOf(name)))
    world.supervisor.startWanted()
    await world.clock.advance(MINUTE)
    world.supervisor.suspend()
    for (const process of world.host.processes) process.crash('SIGKILL')
    world.supervisor.resume()
    const running: number[] = []
    for (const step of [9_999, 1, 250, 250]) {
      await world.clock.advance(step)
      running.push(world.host.alive().length)
    }
    expect(running).toEqual([0, 1, 2, 3])
    expect(world.supervisor.list().map(({ state, restarts }) => [state.kind, restarts])).toEqual(
      names(3).map(() => ['ready', 0]),
    )
  })

  test('afterwards a hang is found again', async () => {
    world = createWorld()
    world.supervisor.startWanted()
    await world.clock.advance(MINUTE)
    world.supervisor.suspend()
    world.supervisor.resume()
    await world.clock.advance(11 * SECOND)
    world.process('memory').hang()
    await world.clock.advance(17 * SECOND)
    expect(world.supervisor.get('memory')).toMatchObject({ state: { kind: 'ready' }, restarts: 1 })
  })
})

describe('shutdown', () => {
  test('asks the tiers in reverse order and leaves nobody behind', async () => {
    world = createWorld([manifestOf('memory', 1), manifestOf('git', 2), manifestOf('watcher', 'observer')])
    world.supervisor.startWanted()
    await world.clock.advance(0)
    const order: string[] = []
    for (const process of world.host.processes) process.onExit(() => order.push(process.name))
    const done = world.supervisor.shutdown()
    await world.clock.advance(0)
    await done
    expect(order).toEqual(['watcher', 'git', 'memory'])
    expect(world.supervisor.get('memory')).toMatchObject({
      state: { kind: 'stopped', reason: 'quitting' },
      wanted: 'running',
    })
    world.supervisor.wake('memory')
    void world.supervisor.start('memory')
    await world.clock.advance(HOUR)
    expect(world.host.alive()).toEqual([])
    expect(world.clock.pendingTimers).toBe(0)
  })

  test('takes less than 7 s when nobody obeys', async () => {
    const tiers: Tier[] = [1, 1, 2, 3, 'observer']
    world = createWorld(tiers.map((tier, index) => manifestOf(`s-${index}`, tier)))
    world.supervisor.startWanted()
    await world.clock.advance(SECOND)
    for (const process of world.host.processes) process.hang()
    let took: number | null = null
    const begun = world.clock.monotonicMs()
    void world.supervisor.shutdown().then(() => (took = world.clock.monotonicMs() - begun))
    await world.clock.advance(10 * SECOND)
    expect(took).toBeLessThan(7_000)
    expect(world.host.alive()).toEqual([])
  })
})

describe('services that come and go', () => {
  const external = (id: string) => ({ ...manifestOf(id, 3), kind: 'external', probe: null }) as const
  const origin = (probesOnce = false) => ({ spawn: world.host.spawn, probesOnce: () => probesOnce })

  test('are started, listed after ours by name, changed, and gone without a trace', async () => {
    world = createWorld([manifestOf('memory')])
    let lists = 0
    world.supervisor.onListChange(() => lists++)
    world.supervisor.add(external('zebra'), origin())
    world.supervisor.add(external('ant'), origin())
    await world.clock.advance(0)
    expect(world.supervisor.list().map(({ id, kind }) => `${id} ${kind}`)).toEqual([
      'memory built-in',
      'ant external',
      'zebra external',
    ])
    expect(world.routes.filter(({ id }) => id === 'ant').map(({ route }) => route.kind)).toContain('up')
    expect(() => world.supervisor.add(external('ant'), origin())).toThrow(/already/)

    world.supervisor.update({ ...external('ant'), title: 'Better ant' }, false)
    expect(world.supervisor.get('ant')).toMatchObject({ title: 'Better ant', state: { kind: 'ready' } })
    world.supervisor.update(external('ant'), true)
    await world.clock.advance(0)
    expect(started().filter((name) => name === 'ant')).toHaveLength(2)
    expect(world.supervisor.get('ant').restarts).toBe(0)

    await Promise.all([world.supervisor.remove('ant'), world.clock.advance(SECOND)])
    expect([world.supervisor.has('ant'), lists]).toEqual([false, 3])
    expect(world.host.alive().map(({ name }) => name)).toEqual(['zebra'])
    expect(() => world.supervisor.get('ant')).toThrow(expect.objectContaining({ code: 'UNKNOWN_SERVICE' }))
  })

  test('may use as much memory as they need: our limit is for our own', async () => {
    world = createWorld([])
    world.supervisor.add(external('browser'), origin())
    await world.clock.advance(0)
    const process = world.process('browser')
    process.rssBytes = 4 * 1024 * 1024 * 1024
    await world.clock.advance(60 * SECOND)
    expect(world.supervisor.get('browser').usage?.rssBytes).toBe(process.rssBytes)
    expect(world.process('browser')).toBe(process)
  })

  test('a new program gives a given-up service another chance, and wakes none that is stopped', async () => {
    world = createWorld([])
    world.host.onSpawn = (process) => process.crash(78)
    world.supervisor.add(external('ant'), origin())
    await world.clock.advance(0)
    expect(world.state('ant')).toBe('blocked')
    world.host.onSpawn = (process) => process.listening()
    world.supervisor.relaunch('ant')
    await world.clock.advance(0)
    expect(world.state('ant')).toBe('ready')
    await Promise.all([world.supervisor.stop('ant'), world.clock.advance(SECOND)])
    world.supervisor.relaunch('ant')
    await world.clock.advance(SECOND)
    expect(world.state('ant')).toBe('stopped')
  })

  test('where each conversation costs a process, a run is asked once until it fails', async () => {
    let probes = 0
    const proven = { verdict: 'proven', at: 0, detail: null } as const
    const works = { handshake: proven, tools: proven, call: proven, toolCount: 1, problem: null }
    world = createWorld([], {
      probe: () => {
        probes++
        return Promise.resolve(works)
      },
    })
    world.supervisor.add(external('each'), origin(true))
    world.supervisor.add(external('shared'), origin(false))
    await world.clock.advance(5 * MINUTE)
    const shared = probes - 1
    expect(shared).toBeGreaterThan(8)
    world.process('each').crash()
    await world.clock.advance(0)
    expect(probes).toBe(shared + 2)
  })
})
