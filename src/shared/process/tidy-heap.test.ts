import { expect, test } from 'vitest'
import { VirtualClock } from '../../../tests/support/virtual-clock'
import { tidyHeapWhenIdle } from './tidy-heap'

test('collects once after every time of work, in the first idle window', () => {
  const clock = new VirtualClock()
  let cpu = 0
  let collected = 0
  const tidying = tidyHeapWhenIdle(
    clock,
    () => {
      collected++
      // Collecting is work too, but none that leaves garbage.
      cpu += 500
    },
    () => cpu,
  )
  const pass = (workMs: number): number => {
    cpu += workMs
    clock.advance(3_000)
    return collected
  }
  expect(pass(2_000)).toBe(0)
  expect(pass(100)).toBe(1)
  expect(pass(100)).toBe(1)
  expect(pass(0)).toBe(1)
  expect(pass(1_000)).toBe(1)
  expect(pass(900)).toBe(1)
  expect(pass(10)).toBe(2)
  tidying.dispose()
  expect(pass(1_000) + pass(0)).toBe(4)
})
