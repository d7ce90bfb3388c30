import { beforeEach, expect, test } from 'vitest'
import { VirtualClock } from '../../../tests/support/virtual-clock'
import { Stopper } from './stopper'

let clock: VirtualClock
let steps: string[]
let stopper: Stopper

beforeEach(() => {
  clock = new VirtualClock()
  steps = []
  const step = (name: string): void => void steps.push(`${name}@${clock.monotonicMs()}`)
  stopper = new Stopper(clock, { ask: () => step('ask'), kill: step })
})

test('asks, then SIGTERM after 2 s, then SIGKILL after 3 s more', async () => {
  stopper.stop()
  await clock.advance(60_000)
  expect(steps).toEqual(['ask@0', 'SIGTERM@2000', 'SIGKILL@5000'])
})

test('a second stop joins the first', async () => {
  stopper.stop()
  await clock.advance(1_000)
  stopper.stop()
  await clock.advance(1_000)
  expect(steps).toEqual(['ask@0', 'SIGTERM@2000'])
})

test('the end of the process ends the escalation', async () => {
  stopper.stop()
  await clock.advance(500)
  stopper.ended()
  await clock.advance(60_000)
  stopper.stop()
  stopper.kill()
  expect(steps).toEqual(['ask@0'])
  expect(clock.pendingTimers).toBe(0)
})

test('kill skips the asking, also in the middle of it', async () => {
  stopper.stop()
  await clock.advance(100)
  stopper.kill()
  await clock.advance(60_000)
  expect(steps).toEqual(['ask@0', 'SIGKILL@100'])
})
