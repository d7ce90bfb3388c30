import { MINUTE, SECOND } from '@shared/lib/clock'
import { beforeEach, expect, test } from 'vitest'
import {
  bindFailed,
  holderOf,
  openFrontDoor,
  type FrontDoorWorld,
} from '../../../tests/support/front-door-world'
import type { World } from '../../../tests/support/supervisor-world'
import type { FrontDoor } from './front-door'

let opened: FrontDoorWorld
let world: World
let door: FrontDoor
beforeEach(async () => {
  opened = await openFrontDoor()
  ;({ world, door } = opened)
})

const gateway = () => world.process('gateway')

test('a held port is diagnosed once and blocks its service', async () => {
  gateway().says(bindFailed('memory', 6_321))
  opened.answerDiagnosis(holderOf(6_321, '::1'))
  await world.clock.advance(MINUTE)
  expect(opened.diagnosed).toEqual(['::1 6321'])
  expect(world.supervisor.get('memory').state).toMatchObject({
    kind: 'blocked',
    block: { kind: 'port-held', holder: { command: 'nginx', pid: 77 } },
  })
})

test('another port mends it, and the caller is told', async () => {
  gateway().says(bindFailed('memory', 6_321))
  opened.answerDiagnosis(holderOf(6_321, '::1'))
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
  gateway().says(bindFailed('memory', 6_399, '127.0.0.1'))
  opened.answerDiagnosis(holderOf(6_399, '127.0.0.1'))
  expect(await listening).toMatchObject({
    kind: 'failed',
    problem: { code: 'PORT_HELD', message: 'Port 6399 on 127.0.0.1 is held by nginx (pid 77).' },
    holder: { pid: 77 },
  })
})

/** Another program holds the gateway's own port. */
const ownPortHeld = async (): Promise<void> => {
  gateway().says(bindFailed('gateway', 6_320))
  opened.answerDiagnosis(holderOf(6_320, '::1'))
  await world.clock.advance(0)
}

test("without the gateway's own port it is degraded, says who holds it, and recovers with the port", async () => {
  await ownPortHeld()
  const message = 'Port 6320 on ::1 is held by nginx (pid 77).'
  expect(door.snapshot()).toMatchObject({
    state: { kind: 'degraded', problem: { code: 'PORT_HELD', message } },
    lastError: { message, nextStep: expect.stringContaining('OMNIMIND_PORT_OFFSET') },
  })
  const told = opened.events.filter(({ kind }) => kind === 'degraded')
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

test('a move that fails leaves a working service at work on its old port', async () => {
  gateway().says({ type: 'bound', serviceId: 'memory', port: 6_321 })
  const moving = door.listen('memory', 6_399)
  gateway().says(bindFailed('memory', 6_399))
  opened.answerDiagnosis(holderOf(6_399, '::1'))
  expect((await moving).kind).toBe('failed')
  expect(world.state('memory')).toBe('ready')
  // A new gateway has no port yet: now it is the one port it could have.
  gateway().crash()
  await world.clock.advance(0)
  gateway().says(bindFailed('memory', 6_321))
  opened.answerDiagnosis(holderOf(6_321, '::1'))
  await world.clock.advance(0)
  expect(world.state('memory')).toBe('blocked')
})

test('a diagnosis that comes after the port was bound is stale', async () => {
  gateway().says(bindFailed('memory', 6_321))
  gateway().says({ type: 'bound', serviceId: 'memory', port: 6_321 })
  opened.answerDiagnosis(holderOf(6_321, '::1'))
  await world.clock.advance(0)
  expect(world.state('memory')).toBe('ready')
})

test('a diagnosis of a port that a gateway of the past could not have is stale', async () => {
  gateway().says(bindFailed('memory', 6_321))
  gateway().crash()
  opened.answerDiagnosis(holderOf(6_321, '::1'))
  await world.clock.advance(0)
  expect(world.state('memory')).toBe('ready')
})

test('no word on a port is an answer after 10 s', async () => {
  const listening = door.listen('memory', 6_399)
  await world.clock.advance(10 * SECOND)
  expect(await listening).toMatchObject({ kind: 'failed', holder: null, problem: { code: 'INTERNAL' } })
})
