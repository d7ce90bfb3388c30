import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import type { PortHolder } from '@shared/domain/service'
import { configFor } from '../../../tests/support/gateway-config'
import { memoryLogger } from '../../../tests/support/memory-logger'
import { createWorld, manifestOf, type World } from '../../../tests/support/supervisor-world'
import type { ServiceControl } from '../api'
import { createFrontDoor, type FrontDoor } from '../front-door'
import { createSettings } from '../settings'
import { createServiceControl } from './service-control'

const manifests = [manifestOf('memory'), manifestOf('thinking')]
let home: string
let world: World
let frontDoor: FrontDoor
let control: ServiceControl
/** Who listens on the port of memory; the gateway gets it when nobody does. */
let holder: PortHolder | null
let gatewayStarts: number

beforeEach(async () => {
  home = mkdtempSync(join(tmpdir(), 'om-control-'))
  world = createWorld(manifests)
  const { clock, host, supervisor } = world
  holder = { port: 4_321, address: '::1', pid: 77, command: 'nginx', user: 'me', isOmniMind: false }
  gatewayStarts = 0
  host.onSpawn = (process) => (process.name === 'gateway' ? startGateway() : process.listening())
  const listeners = () => [{ serviceId: 'memory', port: 4_321 }]
  frontDoor = createFrontDoor({
    clock,
    spawn: host.spawn,
    log: () => {},
    redact: (text: string) => text,
    random: () => 1,
    policy: 'standard',
    supervisor,
    listeners,
    tokens: () => [],
    diagnose: (port, address) =>
      Promise.resolve(holder ?? { port, address, pid: null, command: null, user: null, isOmniMind: false }),
    gatewayConfig: () => configFor(['memory']),
    dataDir: home,
    config: () => ({ port: 4_320, defaultPort: 4_320, url: '' }),
  })
  const snapshots = () => [frontDoor.snapshot(), ...supervisor.list()]
  const log = memoryLogger()
  const settings = createSettings({ home, clock, log, audit: log, manifests: () => manifests })
  control = createServiceControl({ supervisor, frontDoor, snapshots, warnings: [] }, settings)
  void frontDoor.start()
  supervisor.startWanted()
  await clock.advance(0)
  expect(world.state('memory')).toBe('blocked')
})
afterEach(() => {
  world.dispose()
  rmSync(home, { recursive: true })
})

function startGateway(): void {
  gatewayStarts += 1
  tryPort()
  world.process('gateway').says({ type: 'started' })
}

/** The gateway's answer about the port of memory. */
function tryPort(): void {
  const tried = { serviceId: 'memory', port: 4_321 }
  const failed = { ...tried, type: 'bind-failed', address: '::1', code: 'EADDRINUSE' }
  world.process('gateway').says(holder ? failed : { ...tried, type: 'bound' })
}

/** Does it while the gateway answers what it is asked. */
async function doing<T>(act: () => Promise<T>): Promise<T> {
  const before = world.process('gateway').sent.length
  const done = act()
  await world.clock.advance(0)
  const asked = world.process('gateway').sent.slice(before)
  if (asked.some(({ type }) => type === 'listen')) tryPort()
  await world.clock.advance(0)
  return done
}

test.each(['start', 'restart'] as const)('%s tries a port again that somebody held', async (verb) => {
  holder = null
  const reached = await doing(() => control[verb]('memory'))
  expect(reached.state.kind).toBe('ready')
  expect(world.host.processes.filter(({ name, hasEnded }) => name === 'memory' && !hasEnded).length).toBe(1)
})

test('start of all tries it again too', async () => {
  holder = null
  const reached = await doing(() => control.startAll())
  expect(reached.map(({ state }) => state.kind)).toEqual(['ready', 'ready'])
})

test('a port that is still held blocks with its present holder', async () => {
  holder = { port: 4_321, address: '::1', pid: 99, command: 'caddy', user: 'me', isOmniMind: false }
  const reached = await doing(() => control.start('memory'))
  expect(reached).toMatchObject({
    state: { kind: 'blocked', block: { holder: { pid: 99 } } },
    lastError: { code: 'PORT_HELD', message: 'Port 4321 on ::1 is held by caddy (pid 99).' },
  })
})

test('start of a gateway that runs leaves it alone, restart replaces it', async () => {
  expect((await doing(() => control.start('gateway'))).state.kind).toBe('ready')
  expect(gatewayStarts).toBe(1)
  await doing(() => control.restart('gateway'))
  expect(gatewayStarts).toBe(2)
})

test("the gateway's own port cannot be moved, and the refusal says what decides it", async () => {
  await expect(control.movePort('gateway', 4_399)).rejects.toMatchObject({
    code: 'BAD_INPUT',
    message: expect.stringContaining('OMNIMIND_PORT_OFFSET'),
  })
})
