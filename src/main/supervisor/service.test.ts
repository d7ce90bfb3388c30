import { statSync } from 'node:fs'
import { HOUR, MINUTE, SECOND } from '@shared/lib/clock'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { createWorld, manifestOf, MB, type World } from '../../../tests/support/supervisor-world'

let world: World
beforeEach(() => (world = createWorld()))
afterEach(() => world.dispose())

const memory = () => world.process('memory')
const snapshot = () => world.supervisor.get('memory')
const route = () => world.supervisor.routeOf('memory')
const advance = (ms: number) => world.clock.advance(ms)

async function ready(): Promise<void> {
  world.supervisor.startWanted()
  await advance(0)
  expect(world.state('memory')).toBe('ready')
}

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

describe('crash', () => {
  test('the route says coming within the exit itself, and the first restart comes at once', async () => {
    await ready()
    world.host.onSpawn = () => {}
    memory().crash('SIGKILL')
    expect([world.state('memory'), route().kind]).toEqual(['starting', 'coming'])
    expect(world.host.processes.length).toBe(2)
    memory().listening()
    await advance(0)
    expect(route()).toEqual({ kind: 'up', endpoint: memory().endpoint })
    expect(snapshot()).toMatchObject({ restarts: 1, pid: 1_001 })
    expect(world.kinds('memory')).toEqual(['started', 'ready', 'exited', 'started', 'ready'])
    expect(world.events[2]).toMatchObject({ kind: 'exited', pid: 1_000 })
  })

  test('says how it ended with its last words, which reach the log too', async () => {
    await ready()
    memory().say('opening the store\nError: no space le')
    memory().say('ft on device')
    memory().crash(1)
    expect(snapshot().lastError).toMatchObject({
      code: 'SERVICE_CRASHED',
      message: 'Memory ended unexpectedly (exit code 1): Error: no space left on device.',
    })
    expect(world.log.map(({ text }) => text)).toEqual(['opening the store', 'Error: no space left on device'])
    expect(world.log.every(({ source, pid }) => source === 'memory' && pid === 1_000)).toBe(true)
  })

  test('the second waits, the sixth within ten minutes fails, then it tries once an hour', async () => {
    await ready()
    memory().crash()
    await advance(0)
    memory().crash()
    expect(snapshot().state).toMatchObject({ kind: 'backing-off', until: world.clock.epochMs() + SECOND })
    for (let crash = 3; crash <= 6; crash++) {
      await advance(10 * SECOND)
      expect(world.state('memory')).toBe('ready')
      memory().crash()
    }
    const problem = {
      code: 'SERVICE_FAILED',
      message:
        'Memory was given up after 6 unplanned ends; OmniMind tries it once an hour. ' +
        'Memory ended unexpectedly (signal SIGSEGV).',
      nextStep: expect.stringContaining('start it by hand'),
    }
    const nextAttemptAt = world.clock.epochMs() + HOUR
    expect(snapshot().state).toMatchObject({ kind: 'failed', nextAttemptAt, problem })
    expect(snapshot()).toMatchObject({ lastError: problem, restarts: 5 })
    expect(route()).toEqual({
      kind: 'down',
      reason: `${problem.message} What the person can do: See its log for the cause; then start it by hand.`,
    })
    expect(world.events.at(-1)).toMatchObject({ kind: 'failed', detail: expect.stringContaining('by hand') })
    await advance(HOUR)
    expect(world.state('memory')).toBe('ready')
    memory().crash()
    expect(world.state('memory')).toBe('failed')
    expect(snapshot().restarts).toBe(6)
    expect(world.kinds('memory').filter((kind) => kind === 'failed')).toEqual(['failed'])
  })

  test('a failed one that stays healthy for ten minutes has recovered, and is told so once', async () => {
    await ready()
    for (let crash = 1; crash <= 6; crash++) {
      memory().crash()
      await advance(10 * SECOND)
    }
    await advance(HOUR + 10 * MINUTE)
    expect(world.kinds('memory').filter((kind) => kind === 'recovered')).toEqual(['recovered'])
    memory().crash()
    expect(world.state('memory')).toBe('starting')
  })

  test('a person may start a failed one at once, with a clean record', async () => {
    await ready()
    for (let crash = 1; crash <= 6; crash++) {
      memory().crash()
      await advance(10 * SECOND)
    }
    const started = world.supervisor.start('memory')
    await advance(0)
    expect((await started).state.kind).toBe('ready')
    memory().crash()
    expect(world.state('memory')).toBe('starting')
  })

  test('an exit with code 0 that nobody asked for is a crash too', async () => {
    await ready()
    memory().crash(0)
    expect(snapshot().lastError?.message).toBe('Memory ended unexpectedly (exit code 0).')
    expect(snapshot().restarts).toBe(1)
  })

  test('with the immediate policy it always comes back at once', async () => {
    world.dispose()
    world = createWorld([manifestOf('memory')], { policy: 'immediate' })
    await ready()
    for (let crash = 1; crash <= 100; crash++) {
      memory().crash('SIGKILL')
      await advance(1)
      expect(world.state('memory')).toBe('ready')
    }
    expect(snapshot().restarts).toBe(100)
  })

  test('a late exit of an old process changes nothing', async () => {
    await ready()
    const old = memory()
    old.crash()
    await advance(SECOND)
    const before = snapshot()
    old.endsAgain()
    old.says({ type: 'listening', endpoint: 'old' })
    await advance(0)
    expect(snapshot()).toEqual(before)
  })

  test('a host that cannot spawn is not called in a loop', async () => {
    world.dispose()
    const refused: number[] = []
    world = createWorld([manifestOf('memory')], {
      policy: 'immediate',
      spawn: () => {
        refused.push(refused.length)
        throw new Error('spawn EACCES')
      },
    })
    world.supervisor.startWanted()
    await advance(MINUTE)
    expect(refused.length).toBe(1)
    expect(snapshot()).toMatchObject({ state: { kind: 'blocked' }, lastError: { code: 'SPAWN_FAILED' } })
  })
})

describe('hang', () => {
  test('is found by the heartbeat, ended by SIGKILL and mended within 17 s', async () => {
    await ready()
    await advance(MINUTE)
    memory().hang()
    await advance(17 * SECOND)
    expect(world.host.processes[0]?.signals).toEqual(['SIGKILL'])
    expect(snapshot()).toMatchObject({
      state: { kind: 'ready' },
      restarts: 1,
      lastError: { code: 'SERVICE_HUNG' },
    })
    expect(world.kinds('memory')).toEqual(['started', 'ready', 'hung', 'started', 'ready'])
  })

  test('nothing is held against it when we were blocked ourselves', async () => {
    await ready()
    for (let pause = 0; pause < 20; pause++) {
      world.clock.stall(30 * SECOND)
      await advance(SECOND)
    }
    expect([world.state('memory'), snapshot().restarts]).toEqual(['ready', 0])
  })

  test('a failing probe degrades, three in a row replace it', async () => {
    await ready()
    world.probe = 'fails'
    await advance(30 * SECOND)
    expect([world.state('memory'), route().kind]).toEqual(['degraded', 'up'])
    await advance(30 * SECOND)
    expect(world.state('memory')).toBe('degraded')
    world.probe = 'works'
    await advance(30 * SECOND)
    expect(world.state('memory')).toBe('ready')
    world.probe = 'hangs'
    await advance(110 * SECOND)
    expect(snapshot().restarts).toBe(0)
    world.probe = 'works'
    await advance(10 * SECOND)
    expect([world.state('memory'), snapshot().restarts]).toEqual(['ready', 1])
    expect(world.kinds('memory').filter((kind) => kind === 'degraded').length).toBe(2)
  })
})

describe('configuration', () => {
  test('an error in it blocks with the next step, and is not tried again', async () => {
    world.host.onSpawn = (process) => process.refusesConfiguration('There is no API key.', 'Add one.')
    world.supervisor.startWanted()
    await advance(2 * HOUR)
    expect(world.host.processes.length).toBe(1)
    expect(snapshot().state).toMatchObject({
      kind: 'blocked',
      block: { kind: 'configuration', problem: { message: 'There is no API key.', nextStep: 'Add one.' } },
    })
    expect(route()).toEqual({
      kind: 'down',
      reason: 'Memory is blocked: There is no API key. What the person can do: Add one.',
    })
  })

  test('changed settings give it another chance', async () => {
    world.host.onSpawn = (process) => process.crash(78)
    world.supervisor.startWanted()
    await advance(0)
    expect(world.state('memory')).toBe('blocked')
    world.host.onSpawn = (process) => process.listening()
    world.supervisor.reconfigured('memory')
    await advance(0)
    expect(world.state('memory')).toBe('blocked')
    world.values['greeting'] = 'good evening'
    world.supervisor.reconfigured('memory')
    await advance(0)
    expect(world.state('memory')).toBe('ready')
  })

  test('saving a wish that is announced at once starts nothing that is being stopped', async () => {
    world.dispose()
    world = createWorld([manifestOf('memory')], {
      saveWanted: (id, wanted) => {
        world.wanted.set(id, wanted)
        world.supervisor.reconfigured(id)
      },
    })
    world.host.onSpawn = (process) => process.crash(78)
    world.supervisor.startWanted()
    await advance(0)
    expect(world.state('memory')).toBe('blocked')
    await world.supervisor.stop('memory')
    await advance(HOUR)
    expect([world.state('memory'), world.host.processes.length]).toEqual(['stopped', 1])
    world.host.onSpawn = (process) => process.listening()
    void world.supervisor.start('memory')
    await advance(0)
    expect([world.state('memory'), world.host.processes.length]).toEqual(['ready', 2])
  })

  test('a new port or mode needs no new process', async () => {
    await ready()
    world.modes.set('memory', 'on-demand')
    world.supervisor.reconfigured('memory')
    await advance(0)
    expect(snapshot()).toMatchObject({ state: { kind: 'ready' }, pid: 1_000, mode: 'on-demand' })
  })

  test('changed settings restart a running one, which counts as no crash', async () => {
    await ready()
    world.values['greeting'] = 'good evening'
    world.supervisor.reconfigured('memory')
    expect(route().kind).toBe('coming')
    await advance(0)
    expect(snapshot()).toMatchObject({ state: { kind: 'ready' }, restarts: 0, pid: 1_001 })
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

describe('memory', () => {
  test('three samples over the limit recycle it gracefully, which counts as a crash', async () => {
    await ready()
    memory().rssBytes = 600 * MB
    await advance(14 * SECOND)
    expect(snapshot().usage?.rssBytes).toBe(600 * MB)
    expect(snapshot().restarts).toBe(0)
    await advance(SECOND)
    expect(world.host.processes[0]?.signals).toEqual([])
    expect(snapshot()).toMatchObject({
      state: { kind: 'ready' },
      restarts: 1,
      lastError: { code: 'TOO_MUCH_MEMORY' },
    })
    expect(world.kinds('memory')).toEqual(['started', 'ready', 'recycled', 'started', 'ready'])
  })

  test('a quarter over the limit is ended at once', async () => {
    await ready()
    memory().rssBytes = 700 * MB
    await advance(5 * SECOND)
    expect(world.host.processes[0]?.signals).toEqual(['SIGKILL'])
    expect(world.state('memory')).toBe('ready')
  })

  test('where the system tells, it is sampled each second', async () => {
    world.dispose()
    world = createWorld([manifestOf('memory')], { readMemory: (pid) => (pid === 1_000 ? 700 : 50) * MB })
    await ready()
    await advance(SECOND)
    expect(snapshot()).toMatchObject({ state: { kind: 'ready' }, pid: 1_001 })
  })
})

describe('a held port', () => {
  const holder = { port: 4_321, address: '::1', pid: 77, command: 'nginx', user: 'me', isOmniMind: false }

  test('blocks a running one; free again, it comes back', async () => {
    await ready()
    world.supervisor.block('memory', { kind: 'port-held', holder })
    await advance(0)
    expect([world.state('memory'), world.host.alive().length]).toEqual(['blocked', 0])
    expect(route()).toEqual({
      kind: 'down',
      reason: expect.stringMatching(
        /^Memory is blocked: Port 4321 on ::1 is held by nginx \(pid 77\)\. What the person can do: Stop that program/,
      ),
    })
    expect((await world.supervisor.start('memory')).state.kind).toBe('blocked')
    world.supervisor.unblock('memory')
    await advance(0)
    expect(world.state('memory')).toBe('ready')
  })

  test('is told with its holder and the way out, once for each holder', async () => {
    await ready()
    world.supervisor.block('memory', { kind: 'port-held', holder })
    await advance(0)
    const message = 'Port 4321 on ::1 is held by nginx (pid 77).'
    expect(snapshot().lastError).toMatchObject({
      code: 'PORT_HELD',
      message,
      nextStep: expect.stringContaining('Stop that program'),
    })
    void world.supervisor.start('memory')
    world.supervisor.block('memory', { kind: 'port-held', holder })
    const told = () => world.events.filter(({ kind }) => kind === 'blocked').map(({ detail }) => detail)
    const first = expect.stringContaining(`${message} Stop that program`)
    expect(told()).toEqual([first])
    world.supervisor.block('memory', { kind: 'port-held', holder: { ...holder, command: null, pid: 78 } })
    expect(told()).toEqual([first, expect.stringContaining('held by process 78.')])
  })

  test('free again while its process still ends, it restarts and nothing counts as a crash', async () => {
    await ready()
    memory().manners = 'ignores stop'
    world.supervisor.block('memory', { kind: 'port-held', holder })
    world.supervisor.unblock('memory')
    expect([world.state('memory'), route().kind]).toEqual(['stopping', 'coming'])
    await advance(2 * SECOND)
    expect(snapshot()).toMatchObject({ state: { kind: 'ready' }, restarts: 0, lastError: null })
    expect(world.kinds('memory')).not.toContain('exited')
  })

  test('started while it still ends because of it, it is blocked only when its process is gone', async () => {
    await ready()
    memory().manners = 'ignores stop'
    world.supervisor.block('memory', { kind: 'port-held', holder })
    void world.supervisor.start('memory')
    expect(world.state('memory')).toBe('stopping')
    await advance(2 * SECOND)
    expect([world.state('memory'), world.host.alive().length]).toEqual(['blocked', 0])
  })

  test('a freed port starts nothing that was stopped or failed for another reason', async () => {
    await ready()
    for (let crash = 1; crash <= 6; crash++) {
      memory().crash()
      await advance(10 * SECOND)
    }
    world.supervisor.unblock('memory')
    expect(world.state('memory')).toBe('failed')
  })
})
