import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { readTree } from '../../src/external/stdio-host/process-tree'

test.runIf(process.platform === 'linux')('memory that is shared is not counted once per process', () => {
  const before = readTree(process.pid)?.rssBytes ?? 0
  // Pages of a mapped file or library are resident too; what is the process's own is less.
  const resident = Number(/^VmRSS:\s+(\d+)/m.exec(readFileSync('/proc/self/status', 'utf8'))?.[1]) * 1_024
  expect(before).toBeGreaterThan(0)
  expect(before).toBeLessThan(resident - 10 * 1_024 * 1_024)
  const kept = Buffer.alloc(64 * 1_024 * 1_024, 1)
  expect((readTree(process.pid)?.rssBytes ?? 0) - before).toBeGreaterThan(kept.length / 2)
})
