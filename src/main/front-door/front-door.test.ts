import { MINUTE, SECOND } from '@shared/lib/clock'
import type { PortHolder, ServiceEvent } from '@shared/domain/service'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { anyToken, configFor } from '../../../tests/support/gateway-config'
import { createWorld, manifestOf, type World } from '../../../tests/support/supervisor-world'
import type { FrontDoor } from './front-door'
import { createFrontDoor } from './create-front-door'
import type { TrafficReport } from './traffic-ledger'

const holderOf = (port: number, address: string): PortHolder => {
  return { port, address, pid: 77, command: 'nginx', user: 'me', isOmniMind: false }
}

let world: World
let door: FrontDoor
let diagnosed: string[]
let events: ServiceEvent[]
let listeners: { serviceId: string; port: number }[]
let answerDiagnosis: (holder: PortHolder) => void

beforeEach(async () => {
  world = createWorld([manifestOf('memory'), manifestOf('git', 2, 'on-demand')])
  world.host.onSpawn = (process) =>
    process.name === 'gateway' ? process.says({ type: 'started' }) : process.listening()
  diagnosed = []
  answerDiagnosis = () => {}
  listeners = [
    { serviceId: 'memory', port: 6_321 },
    { serviceId: 'git', port: 6_332 },
  ]
  door = createFrontDoor({
    clock: world.clock,
    spawn: world.host.spawn,
    log: (entry) => void world.log.push(entry),
    redact: (text: string) => text,
    random: () => 1,
    policy: 'standard',
    supervisor: world.supervisor,
    listeners: () => listeners,
    tokens: () => [{ ...anyToken, id: 'owner', sha256: 'a'.repeat(64) }],
    diagnose: (port, address) => {
      diagnosed.push(`${address} ${port}`)
      return new Promise((resolve) => (answerDiagnosis = resolve))
    },
    gatewayConfig: () => configFor(['memory', 'git']),
    dataDir: '/gateway',
    config: () => ({ port: 6_320, defaultPort: 6_320, url: 'http://localhost:6320/mcp' }),
  })
  events = []
  door.onEvent((event) => events.push(event))
  const started = door.start()
  world.supervisor.startWanted()
  await world.clock.advance(0)
  expect((await started).state.kind).toBe('ready')
})
afterEach(() => world.dispose())

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

test('a held port is diagnosed once and blocks its service', async () => {
  gateway().says({
    type: 'bind-failed',
    serviceId: 'memory',
    port: 6_321,
    address: '::1',
    code: 'EADDRINUSE',
  })
  answerDiagnosis(holderOf(6_321, '::1'))
  await world.clock.advance(MINUTE)
  expect(diagnosed).toEqual(['::1 6321'])
  expect(world.supervisor.get('memory').state).toMatchObject({
    kind: 'blocked',
    block: { kind: 'port-held', holder: { command: 'nginx', pid: 77 } },
  })
})

test('another port mends it, and the caller is told', async () => {
  gateway().says({
    type: 'bind-failed',
    serviceId: 'memory',
    port: 6_321,
    address: '::1',
    code: 'EADDRINUSE',
  })
  answerDiagnosis(holderOf(6_321, '::1'))
  await world.clock.advance(0)
  const listening = door.listen('memory', 6_399)
  expect(gateway().sent.at(-1)).toEqual({ type: 'listen', serviceId: 'memory', port: 6_399 })
  gateway().says({ type: 'bound', serviceId: 'memory', port: 6_399 })
  await world.clock.advance(0)
  expect(await listening).toEqual({ kind: 'bound', port: 6_399 })
  expect(world.state('memory')).toBe('ready')
})

test('a port that is held too is told with its holder', async () => {
  const listening = door.listen('memory', 6_399)
  gateway().says({
    type: 'bind-failed',
    serviceId: 'memory',
    port: 6_399,
    address: '127.0.0.1',
    code: 'EADDRINUSE',
  })
  answerDiagnosis(holderOf(6_399, '127.0.0.1'))
  expect(await listening).toMatchObject({
    kind: 'failed',
    problem: { code: 'PORT_HELD', message: 'Port 6399 on 127.0.0.1 is held by nginx (pid 77).' },
    holder: { pid: 77 },
  })
})

/** Another program holds the gateway's own port. */
const ownPortHeld = async (): Promise<void> => {
  const failed = {
    type: 'bind-failed',
    serviceId: 'gateway',
    port: 6_320,
    address: '::1',
    code: 'EADDRINUSE',
  }
  gateway().says(failed)
  answerDiagnosis(holderOf(6_320, '::1'))
  await world.clock.advance(0)
}

test("without the gateway's own port it is degraded, says who holds it, and recovers with the port", async () => {
  await ownPortHeld()
  const message = 'Port 6320 on ::1 is held by nginx (pid 77).'
  expect(door.snapshot()).toMatchObject({
    state: { kind: 'degraded', problem: { code: 'PORT_HELD', message } },
    lastError: { message, nextStep: expect.stringContaining('OMNIMIND_PORT_OFFSET') },
  })
  const told = events.filter(({ kind }) => kind === 'degraded')
  expect(told).toMatchObject([{ serviceId: 'gateway', detail: expect.stringContaining(`${message} Stop`) }])
  const started = door.start()
  expect(gateway().sent.at(-1)).toEqual({ type: 'listen', serviceId: 'gateway', port: 6_320 })
  gateway().says({ type: 'bound', serviceId: 'gateway', port: 6_320 })
  await world.clock.advance(0)
  expect((await started).state.kind).toBe('ready')
  expect(world.host.processes.filter(({ name }) => name === 'gateway').length).toBe(1)
})

test("the gateway's own port held at its start is told once every port was tried", async () => {
  world.host.onSpawn = () => {}
  gateway().crash()
  await ownPortHeld()
  expect(door.snapshot().state.kind).toBe('starting')
  gateway().says({ type: 'started' })
  expect(door.snapshot().state).toMatchObject({ kind: 'degraded', problem: { code: 'PORT_HELD' } })
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

test('a move that fails leaves a working service at work on its old port', async () => {
  gateway().says({ type: 'bound', serviceId: 'memory', port: 6_321 })
  const moving = door.listen('memory', 6_399)
  gateway().says({
    type: 'bind-failed',
    serviceId: 'memory',
    port: 6_399,
    address: '::1',
    code: 'EADDRINUSE',
  })
  answerDiagnosis(holderOf(6_399, '::1'))
  expect((await moving).kind).toBe('failed')
  expect(world.state('memory')).toBe('ready')
  // A new gateway has no port yet: now it is the one port it could have.
  gateway().crash()
  await world.clock.advance(0)
  gateway().says({
    type: 'bind-failed',
    serviceId: 'memory',
    port: 6_321,
    address: '::1',
    code: 'EADDRINUSE',
  })
  answerDiagnosis(holderOf(6_321, '::1'))
  await world.clock.advance(0)
  expect(world.state('memory')).toBe('blocked')
})

test('a diagnosis that comes after the port was bound is stale', async () => {
  gateway().says({
    type: 'bind-failed',
    serviceId: 'memory',
    port: 6_321,
    address: '::1',
    code: 'EADDRINUSE',
  })
  gateway().says({ type: 'bound', serviceId: 'memory', port: 6_321 })
  answerDiagnosis(holderOf(6_321, '::1'))
  await world.clock.advance(0)
  expect(world.state('memory')).toBe('ready')
})

test('a diagnosis of a port that a gateway of the past could not have is stale', async () => {
  gateway().says({
    type: 'bind-failed',
    serviceId: 'memory',
    port: 6_321,
    address: '::1',
    code: 'EADDRINUSE',
  })
  gateway().crash()
  answerDiagnosis(holderOf(6_321, '::1'))
  await world.clock.advance(0)
  expect(world.state('memory')).toBe('ready')
})

test('no word on a port is an answer after 10 s', async () => {
  const listening = door.listen('memory', 6_399)
  await world.clock.advance(10 * SECOND)
  expect(await listening).toMatchObject({ kind: 'failed', holder: null, problem: { code: 'INTERNAL' } })
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
