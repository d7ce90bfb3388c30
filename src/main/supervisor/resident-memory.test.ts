import { expect, test } from 'vitest'
import { readResidentMemory } from './resident-memory'

test.runIf(process.platform === 'linux')('agrees with what a process says of itself', () => {
  const seen = readResidentMemory(process.pid) ?? 0
  expect(seen / process.memoryUsage.rss()).toBeGreaterThan(0.8)
  expect(seen / process.memoryUsage.rss()).toBeLessThan(1.25)
})

test('knows nothing of a process that is not there', () => {
  expect(readResidentMemory(2 ** 30)).toBeNull()
})
