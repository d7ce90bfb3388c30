import { DAY, HOUR, MINUTE } from '@shared/lib/clock'
import { expect, test } from 'vitest'
import { CrashWindow } from './crash-window'

function after(ends: readonly number[]): boolean {
  const window = new CrashWindow()
  for (const end of ends) window.record(end)
  return window.isExceeded(ends.at(-1) ?? 0)
}
const each = (intervalMs: number, count: number): number[] =>
  Array.from({ length: count }, (_, index) => index * intervalMs)

test('five ends in ten minutes are borne, the sixth is one too many', () => {
  expect(after(each(MINUTE, 5))).toBe(false)
  expect(after(each(MINUTE, 6))).toBe(true)
})

test('a slow loop is caught by the day: twenty are borne, the twenty-first is one too many', () => {
  expect(after(each(11 * MINUTE, 20))).toBe(false)
  expect(after(each(11 * MINUTE, 21))).toBe(true)
})

test('ends leave their window when they are as old as it is wide', () => {
  const window = new CrashWindow()
  for (const end of each(HOUR, 20)) window.record(end)
  expect(window.count(19 * HOUR, DAY)).toBe(20)
  expect(window.count(DAY, DAY)).toBe(19)
  window.record(DAY)
  expect(window.isExceeded(DAY)).toBe(false)
  window.clear()
  expect(window.count(DAY, DAY)).toBe(0)
})
