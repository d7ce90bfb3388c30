import { expect, test } from 'vitest'
import type { LogEntry } from '@shared/domain/log'
import { VirtualClock } from '../../../tests/support/virtual-clock'
import { lastWords, ProcessOutput } from './process-output'

const setup = () => {
  const entries: LogEntry[] = []
  const output = new ProcessOutput(
    { name: 'memory', pid: () => 7 },
    {
      clock: new VirtualClock(1_000),
      log: (entry) => void entries.push(entry),
      redact: (text) => text.replaceAll('hunter2', '[secret]'),
    },
  )
  return { output, entries, texts: () => entries.map(({ stream, text }) => `${stream}: ${text}`) }
}

test('chunks become lines, each stream apart, and the last unfinished line is not lost', () => {
  const { output, entries, texts } = setup()
  output.push('stdout', 'one\ntw')
  output.push('stderr', 'bad')
  output.push('stdout', 'o\r\n')
  expect(texts()).toEqual(['stdout: one', 'stdout: two'])
  output.flush()
  expect(texts().at(-1)).toBe('stderr: bad')
  expect(entries.at(-1)).toMatchObject({ at: 1_000, source: 'memory', level: 'warn', pid: 7 })
  expect(output.tail).toEqual(['bad'])
})

test('an endless line is left out and said so', () => {
  const { output, texts } = setup()
  output.push('stdout', 'x'.repeat(70_000))
  output.push('stdout', '\nnext\n')
  expect(texts()).toEqual(['stdout: (a line over 64 KB was left out)', 'stdout: next'])
})

test('the last words of an uncaught error are its headline', () => {
  const tail = [
    'starting',
    '/app/service.js:10',
    "    throw new TypeError('no store')",
    '    ^',
    '',
    'TypeError: no store',
    '    at open (/app/service.js:10:9) {',
    "  code: 'E_STORE'",
    '}',
    '',
    'Node.js v24.21.0',
  ]
  expect(lastWords(tail)).toBe('TypeError: no store')
  expect(lastWords(['  at x', ''])).toBeNull()
})

test('the obituary holds no secret', () => {
  const { output } = setup()
  output.push('stderr', 'no access with hunter2\n')
  expect(lastWords(output.tail)).toBe('no access with [secret]')
})
