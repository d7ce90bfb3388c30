import { MINUTE, SECOND } from '@shared/lib/clock'
import { beforeEach, expect, test } from 'vitest'
import { anyToken, configFor } from '../../../tests/support/gateway-config'
import { openFrontDoor, type FrontDoorWorld } from '../../../tests/support/front-door-world'
import type { World } from '../../../tests/support/supervisor-world'
import type { FrontDoor } from './front-door'
import type { TrafficReport } from './traffic-ledger'

let world: World
let door: FrontDoor
let listeners: FrontDoorWorld['listeners']
beforeEach(async () => {
  ;({ world, door, listeners } = await openFrontDoor())
})

const gateway = () => world.process('gateway')
const sentTypes = () => gateway().sent.map(({ type }) => type)
const report = (inFlight: number, sessions: Record<string, number>): TrafficReport => ({
  type: 'traffic',
  at: world.clock.epochMs(),
  samples: [
    {
      serviceId: 'git',
      target: 'log',
      calls: 1,
      errors: 0,
      inFlight,
      requestBytes: 1,
      responseBytes: 1,
      durationSumMs: 1,
      buckets: [1],
    },
  ],
  calls: [],
  droppedCalls: 0,
  sessions,
})

test('starts the gateway with ports, tokens and every route', () => {
  expect(gateway().spec).toEqual({ program: 'gateway', name: 'gateway' })
  expect(gateway().sent[0]).toEqual({
    type: 'start',
    services: listeners,
    tokens: [{ ...anyToken, id: 'owner', sha256: 'a'.repeat(64) }],
    config: configFor(['memory', 'git']),
    dataDir: '/gateway',
  })
  expect(sentTypes().slice(1, 3)).toEqual(['route', 'route'])
  expect(door.snapshot()).toMatchObject({ id: 'gateway', tier: 0, port: 6_320, state: { kind: 'ready' } })
  // It speaks no MCP on its private channel: only that it lives was proven.
  const { process, handshake } = door.snapshot().health
  expect([process.verdict, process.detail, handshake.verdict]).toEqual([
    'proven',
    'it tried every port',
    'unknown',
  ])
})

test('passes on each change of a route', async () => {
  const before = gateway().sent.length
  world.process('memory').crash()
  await world.clock.advance(0)
  expect(gateway().sent.slice(before)).toEqual([
    { type: 'route', serviceId: 'memory', route: { kind: 'coming' } },
    { type: 'route', serviceId: 'memory', route: { kind: 'up', endpoint: world.process('memory').endpoint } },
  ])
})

test('a gateway that died comes back at once and is told everything anew', async () => {
  gateway().crash('SIGKILL')
  expect(world.host.last('gateway').pid).not.toBeUndefined()
  await world.clock.advance(0)
  expect(door.snapshot()).toMatchObject({ state: { kind: 'ready' }, restarts: 1 })
  expect(gateway().sent[0]?.type).toBe('start')
  expect(gateway().sent).toContainEqual({
    type: 'route',
    serviceId: 'memory',
    route: world.supervisor.routeOf('memory'),
  })
})

test('a hung gateway is replaced within 17 s', async () => {
  await world.clock.advance(MINUTE)
  gateway().hang()
  await world.clock.advance(17 * SECOND)
  expect(door.snapshot()).toMatchObject({ state: { kind: 'ready' }, lastError: { code: 'SERVICE_HUNG' } })
})

test('one that never says started is replaced', async () => {
  world.host.onSpawn = () => {}
  gateway().crash()
  await world.clock.advance(14 * SECOND)
  const slow = gateway()
  world.host.onSpawn = (process) => process.says({ type: 'started' })
  await world.clock.advance(2 * SECOND)
  expect(slow.signals).toEqual(['SIGKILL'])
  expect(door.snapshot().state.kind).toBe('ready')
})

test('a request wakes a sleeping service', async () => {
  gateway().says({ type: 'wake', serviceId: 'git' })
  gateway().says({ type: 'wake', serviceId: 'nobody' })
  await world.clock.advance(0)
  expect(world.state('git')).toBe('ready')
})

test('starting a gateway that runs changes nothing', async () => {
  const before = gateway().sent.length
  expect((await door.start()).state.kind).toBe('ready')
  expect(gateway().sent.length).toBe(before)
  expect(world.host.processes.filter(({ name }) => name === 'gateway').length).toBe(1)
})

test('the gateway is never given up: six crashes in ten minutes, and it is back within 300 s', async () => {
  for (let crash = 1; crash <= 30; crash++) {
    gateway().crash('SIGKILL')
    expect(['starting', 'backing-off']).toContain(door.snapshot().state.kind)
    await world.clock.advance(5 * MINUTE)
    expect(door.snapshot().state.kind).toBe('ready')
  }
})

test('a person who starts the gateway does not wait for the backoff', async () => {
  for (let crash = 1; crash <= 5; crash++) {
    gateway().crash('SIGKILL')
    await world.clock.advance(MINUTE)
  }
  gateway().crash('SIGKILL')
  expect(door.snapshot().state.kind).toBe('backing-off')
  void door.start()
  await world.clock.advance(0)
  expect(door.snapshot().state.kind).toBe('ready')
})

test('traffic is passed on, keeps a service awake, and ends with the gateway', async () => {
  const seen: TrafficReport[] = []
  door.onTraffic((traffic) => seen.push(traffic))
  world.supervisor.wake('git')
  await world.clock.advance(0)
  gateway().says(report(1, { git: 3 }))
  expect(seen.length).toBe(1)
  expect([world.supervisor.get('git').sessions, door.snapshot().sessions]).toEqual([3, 3])
  await world.clock.advance(60 * MINUTE)
  expect(world.state('git')).toBe('ready')
  gateway().says({ ...report(1, {}), samples: [] })
  await world.clock.advance(60 * MINUTE)
  expect(world.state('git')).toBe('ready')
  gateway().crash()
  expect(world.supervisor.get('git').sessions).toBe(0)
  await world.clock.advance(15 * MINUTE)
  expect(world.state('git')).toBe('stopped')
})

test('new tokens are handed over', () => {
  door.tokensChanged()
  expect(gateway().sent.at(-1)?.type).toBe('tokens')
})

test('sleep of the machine ends no gateway', async () => {
  await world.clock.advance(MINUTE)
  gateway().hang()
  door.suspend()
  await world.clock.advance(5 * MINUTE)
  door.resume()
  await world.clock.advance(10 * SECOND)
  expect(door.snapshot().restarts).toBe(0)
  await world.clock.advance(17 * SECOND)
  expect(door.snapshot().restarts).toBe(1)
})

test('the whole app ends within 8 s when nobody obeys', async () => {
  world.supervisor.wake('git')
  await world.clock.advance(0)
  for (const process of world.host.processes) process.hang()
  let took: number | null = null
  const begun = world.clock.monotonicMs()
  void world.supervisor
    .shutdown()
    .then(() => door.shutdown())
    .then(() => (took = world.clock.monotonicMs() - begun))
  await world.clock.advance(20 * SECOND)
  expect(took).toBeLessThan(8_000)
  expect(world.host.alive()).toEqual([])
  expect(door.snapshot().state).toMatchObject({ kind: 'stopped', reason: 'quitting' })
})
