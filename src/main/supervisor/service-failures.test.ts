import { HOUR, MINUTE, SECOND } from '@shared/lib/clock'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { memoryIn } from '../../../tests/support/memory-in'
import { createWorld, manifestOf, MB, type World } from '../../../tests/support/supervisor-world'

let world: World
beforeEach(() => (world = createWorld()))
afterEach(() => world.dispose())
const { advance, memory, ready, route, snapshot } = memoryIn(() => world)

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
