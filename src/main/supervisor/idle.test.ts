import { HOUR, MINUTE } from '@shared/lib/clock'
import { beforeEach, expect, test } from 'vitest'
import { VirtualClock } from '../../../tests/support/virtual-clock'
import { IdleWatch } from './idle'

let clock: VirtualClock
let idleAt: number[]
let idleMs: number
let watch: IdleWatch

beforeEach(() => {
  clock = new VirtualClock()
  idleAt = []
  idleMs = 15 * MINUTE
  watch = new IdleWatch(
    clock,
    () => idleMs,
    () => void idleAt.push(clock.monotonicMs()),
  )
  watch.begin()
})
const call = { calls: 1, sessions: 0, inFlight: 0 }

test('tells when nobody used it for the whole time', async () => {
  await clock.advance(HOUR)
  expect(idleAt).toEqual([15 * MINUTE])
})

test('each call starts the time anew', async () => {
  await clock.advance(14 * MINUTE)
  watch.note(call)
  await clock.advance(14 * MINUTE)
  expect(idleAt).toEqual([])
  await clock.advance(MINUTE)
  expect(idleAt).toEqual([29 * MINUTE])
})

test.each([
  { what: 'an open session', traffic: { calls: 0, sessions: 1, inFlight: 0 } },
  { what: 'a running call', traffic: { calls: 0, sessions: 0, inFlight: 1 } },
])('$what is use; the time runs from its end', async ({ traffic }) => {
  watch.note(traffic)
  await clock.advance(2 * HOUR)
  expect(idleAt).toEqual([])
  watch.note({ calls: 0, sessions: 0, inFlight: 0 })
  await clock.advance(15 * MINUTE)
  expect(idleAt).toEqual([2 * HOUR + 15 * MINUTE])
})

test('0 minutes means never, and a stopped watch is silent', async () => {
  watch.dispose()
  idleMs = 0
  watch.begin()
  await clock.advance(10 * HOUR)
  watch.dispose()
  idleMs = MINUTE
  watch.begin()
  watch.dispose()
  await clock.advance(HOUR)
  expect(idleAt).toEqual([])
})
