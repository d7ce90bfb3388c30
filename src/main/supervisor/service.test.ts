import { statSync } from 'node:fs'
import { HOUR, MINUTE, SECOND } from '@shared/lib/clock'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { memoryIn } from '../../../tests/support/memory-in'
import { createWorld, manifestOf, type World } from '../../../tests/support/supervisor-world'

let world: World
beforeEach(() => (world = createWorld()))
afterEach(() => world.dispose())
const { advance, memory, ready, route, snapshot } = memoryIn(() => world)

describe('start', () => {
  test('leads to ready with proven facts and a route to its endpoint', async () => {
    await ready()
    expect(snapshot()).toMatchObject({
      pid: 1_000,
      toolCount: 9,
      restarts: 0,
      startedAt: world.clock.epochMs(),
    })
    expect(Object.values(snapshot().health).map(({ verdict }) => verdict)).toEqual(Array(4).fill('proven'))
    expect(route()).toEqual({ kind: 'up', endpoint: memory().endpoint })
    expect(world.kinds('memory')).toEqual(['started', 'ready'])
  })

  test('hands over endpoint, settings and a data directory of its own', async () => {
    await ready()
    const start = memory().sent[0] as unknown as { endpoint: string; dataDir: string; settings: object }
    expect(start.settings).toEqual({ greeting: 'hello' })
    expect(start.endpoint.length).toBeLessThan(100)
    expect(statSync(start.dataDir).mode & 0o777).toBe(0o700)
    expect(memory().spec).toEqual({ program: 'service', name: 'memory', heapLimitMb: 384 })
  })

  test('is idempotent and resolves to the state it reached', async () => {
    const first = world.supervisor.start('memory')
    const second = world.supervisor.start('memory')
    await advance(SECOND)
    expect((await first).state.kind).toBe('ready')
    expect((await second).pid).toBe((await first).pid)
    expect(world.host.processes.length).toBe(1)
  })

  test('one that never listens is ended after 15 s and counts as a crash', async () => {
    world.host.onSpawn = (process) => process.spawned()
    world.supervisor.startWanted()
    await advance(15 * SECOND)
    expect(snapshot()).toMatchObject({ restarts: 1, lastError: { code: 'SERVICE_START_FAILED' } })
    expect(world.host.processes.map(({ signals }) => signals)).toEqual([['SIGKILL'], []])
  })

  test('one that listens but fails its probe never becomes ready', async () => {
    world.probe = 'fails'
    world.supervisor.startWanted()
    await advance(14 * SECOND)
    expect([world.state('memory'), route().kind]).toEqual(['starting', 'coming'])
    world.probe = 'works'
    await advance(SECOND)
    expect(world.state('memory')).toBe('ready')
  })
})

describe('stop', () => {
  test('asks first, and remembers that it is not wanted', async () => {
    await ready()
    const stopped = world.supervisor.stop('memory')
    expect(world.state('memory')).toBe('stopping')
    await advance(0)
    expect((await stopped).state).toMatchObject({ kind: 'stopped', reason: 'by-person' })
    expect(memory().signals).toEqual([])
    expect(world.wanted.get('memory')).toBe('stopped')
    world.supervisor.startWanted()
    await advance(0)
    expect(world.state('memory')).toBe('stopped')
  })

  test('becomes harder when it is not obeyed: SIGTERM after 2 s, SIGKILL after 3 more', async () => {
    await ready()
    memory().manners = 'ignores SIGTERM'
    void world.supervisor.stop('memory')
    await advance(1_999)
    void world.supervisor.stop('memory')
    expect(memory().signals).toEqual([])
    await advance(3_000)
    expect(memory().signals).toEqual(['SIGTERM'])
    await advance(1)
    expect(memory().signals).toEqual(['SIGTERM', 'SIGKILL'])
    expect(world.state('memory')).toBe('stopped')
    expect(memory().sent.filter(({ type }) => type === 'stop').length).toBe(1)
  })

  test('a crash while stopping is the stop that was asked for', async () => {
    await ready()
    memory().manners = 'ignores stop'
    void world.supervisor.stop('memory')
    memory().crash('SIGSEGV')
    await advance(HOUR)
    expect(snapshot()).toMatchObject({ state: { kind: 'stopped' }, restarts: 0, lastError: null })
  })

  test('started again while stopping, it restarts', async () => {
    await ready()
    void world.supervisor.stop('memory')
    const started = world.supervisor.start('memory')
    expect(route().kind).toBe('coming')
    await advance(0)
    expect(await started).toMatchObject({ state: { kind: 'ready' }, wanted: 'running', pid: 1_001 })
  })

  test('a restart of a stopped one starts it once', async () => {
    await ready()
    await Promise.all([world.supervisor.stop('memory'), advance(0)])
    const restarted = world.supervisor.restart('memory')
    await advance(SECOND)
    expect(await restarted).toMatchObject({ state: { kind: 'ready' }, wanted: 'running' })
    expect(world.host.processes.length).toBe(2)
    expect(world.kinds('memory').filter((kind) => kind === 'started').length).toBe(2)
  })

  test('while it waits to restart, it just ends the waiting', async () => {
    await ready()
    memory().crash()
    await advance(0)
    memory().crash()
    expect((await world.supervisor.stop('memory')).state.kind).toBe('stopped')
    await advance(HOUR)
    expect(world.host.processes.length).toBe(2)
  })

  test('leaves no timer behind', async () => {
    await ready()
    await advance(MINUTE)
    void world.supervisor.stop('memory')
    await advance(10 * SECOND)
    expect(world.clock.pendingTimers).toBe(0)
  })
})

describe('settings that cannot be written', () => {
  const refusing = (saves: { fail: boolean }) => {
    world.dispose()
    world = createWorld([manifestOf('memory'), manifestOf('git', 2)], {
      saveWanted: (id, wanted) => {
        if (saves.fail) throw new Error('settings.json cannot be written')
        world.wanted.set(id, wanted)
        world.supervisor.reconfigured(id)
      },
    })
  }

  test('keep nobody from stopping one, and the failure is told', async () => {
    const saves = { fail: true }
    refusing(saves)
    await ready()
    const stopped = world.supervisor.stop('memory').catch((error: Error) => error.message)
    expect(route()).toEqual({ kind: 'down', reason: 'Memory is stopped. Start it in OmniMind.' })
    await advance(0)
    expect(await stopped).toBe('settings.json cannot be written')
    expect(snapshot()).toMatchObject({ state: { kind: 'stopped', reason: 'by-person' }, wanted: 'stopped' })
    // What was asked for holds although the settings still say otherwise ...
    world.supervisor.reconfigured('memory')
    world.supervisor.startWanted()
    await advance(HOUR)
    expect([world.state('memory'), world.wanted.get('memory')]).toEqual(['stopped', undefined])
    // ... until it can be stored again.
    saves.fail = false
    await world.supervisor.stop('memory')
    expect(world.wanted.get('memory')).toBe('stopped')
  })

  test('let all stop before the failure is told', async () => {
    refusing({ fail: true })
    await ready()
    memory().manners = 'ignores stop'
    let told = false
    void world.supervisor.stopAll().catch(() => (told = true))
    await advance(1_999)
    expect([told, world.host.alive().map(({ name }) => name)]).toEqual([false, ['memory']])
    await advance(1)
    expect([told, world.host.alive()]).toEqual([true, []])
  })
})

describe('a notice', () => {
  const notice = {
    code: 'DATABASE_DAMAGED',
    message: 'It began empty.',
    nextStep: 'Restore a backup.',
  } as const

  test('is the last error of a run that works, until one comes up without it', async () => {
    world.host.onSpawn = (process) => {
      process.says({ type: 'notice', ...notice })
      process.listening()
    }
    await ready()
    expect(snapshot()).toMatchObject({ state: { kind: 'ready' }, lastError: notice })
    void world.supervisor.restart('memory')
    await advance(0)
    expect(snapshot()).toMatchObject({ state: { kind: 'ready' }, lastError: notice })
    world.host.onSpawn = (process) => process.listening()
    void world.supervisor.restart('memory')
    expect(snapshot().lastError).toMatchObject(notice)
    await advance(0)
    expect(snapshot()).toMatchObject({ state: { kind: 'ready' }, lastError: null })
  })
})
