import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { onTestFinished } from 'vitest'
import type { LogEntry } from '../../src/shared/domain/log'
import { temporaryDirectory } from './temporary-directory'
import { VirtualClock } from './virtual-clock'
import { createLogs, type LogFilter } from '../../src/main/logs/index'
import { createRedactor } from '../../src/main/redaction'

/** Logs in a fresh directory, and a maker of entries a millisecond apart. */
export function setUp() {
  const dir = temporaryDirectory()
  const clock = new VirtualClock()
  const logs = createLogs({ dir, clock, redact: createRedactor(() => ['a-stored-secret']) })
  onTestFinished(() => logs.close())
  let at = 1_000
  const entry = (more: Partial<LogEntry> = {}): LogEntry => ({
    at: at++,
    source: 'memory',
    level: 'info',
    text: 'hello',
    stream: 'log',
    pid: 1,
    ...more,
  })
  return { dir, clock, logs, entry }
}

/** Finds everything in the log of `memory`. */
export const anything: LogFilter & { source: string } = {
  source: 'memory',
  text: '',
  minLevel: 'debug',
  limit: 100,
}

/** The entries of one file; every line must be whole. */
export function stored(dir: string, name = 'memory.jsonl'): LogEntry[] {
  return readFileSync(join(dir, name), 'utf8')
    .split('\n')
    .filter(Boolean)
    .map((line) => JSON.parse(line) as LogEntry)
}
