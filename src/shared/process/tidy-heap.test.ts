import { expect, test } from 'vitest'
import { VirtualClock } from '../../../tests/support/virtual-clock'
import { tidyHeapAfterStart } from './tidy-heap'

function started() {
  const clock = new VirtualClock()
  let cpu = 0
  let collected = 0
  const tidying = tidyHeapAfterStart(
    clock,
    () => void collected++,
    () => cpu,
  )
  const pass = async (workMs: number): Promise<number> => {
    cpu += workMs
    await clock.advance(3_000)
    return collected
  }
  return { pass, tidying }
}

test('collects once, in the first three seconds that were idle', async () => {
  const { pass } = started()
  expect(await pass(2_000)).toBe(0)
  expect(await pass(150)).toBe(0)
  expect(await pass(149)).toBe(1)
  expect(await pass(2_000)).toBe(1)
  expect(await pass(0)).toBe(1)
})

test('leaves it when the process ends first', async () => {
  const { pass, tidying } = started()
  tidying.dispose()
  expect(await pass(0)).toBe(0)
})
