import { DAY } from '@shared/lib/clock'
import { expect, test } from 'vitest'
import { memoryLogger } from '../../../tests/support/memory-logger'
import { VirtualClock } from '../../../tests/support/virtual-clock'
import { enforceRetention } from './retention'

function retention(keepDays: number, answers: (number | Error)[]) {
  const clock = new VirtualClock()
  const asked: { before: number; sources: string[]; client: string | null }[] = []
  const forget = (before: number, sources: string[], client: string | null): Promise<number> => {
    asked.push({ before, sources, client })
    const answer = answers.shift() ?? 0
    return answer instanceof Error ? Promise.reject(answer) : Promise.resolve(answer)
  }
  const log = memoryLogger()
  const running = enforceRetention({ store: { forget }, clock, log, keepDays })
  return { clock, asked, log, running }
}

test('lines of all logs go by age soon after the start and once a day, whatever happened before', async () => {
  const { clock, asked, log, running } = retention(7, [3, new Error('disk full'), 0])
  const start = clock.epochMs()
  await clock.advance(2 * DAY + 1_000)
  const before = start - 7 * DAY
  expect(asked).toEqual([
    { before: before + 10_000, sources: [], client: null },
    { before: before + DAY, sources: [], client: null },
    { before: before + 2 * DAY, sources: [], client: null },
  ])
  expect(log.lines.map(({ text }) => text)).toEqual([
    'Old log lines could not be removed; tried again in a day: disk full',
  ])
  running.dispose()
  expect(clock.pendingTimers).toBe(0)
})

test('nothing goes by age when the setting is 0', async () => {
  const { clock, asked } = retention(0, [])
  await clock.advance(3 * DAY)
  expect({ asked, timers: clock.pendingTimers }).toEqual({ asked: [], timers: 0 })
})
