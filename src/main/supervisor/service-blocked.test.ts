import { HOUR, SECOND } from '@shared/lib/clock'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { memoryIn } from '../../../tests/support/memory-in'
import { createWorld, manifestOf, type World } from '../../../tests/support/supervisor-world'

let world: World
beforeEach(() => (world = createWorld()))
afterEach(() => world.dispose())
const { advance, memory, ready, route, snapshot } = memoryIn(() => world)

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
