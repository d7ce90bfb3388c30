import { readdirSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import type { LogEntry } from '@shared/domain/log'
import { anything, setUp, stored } from '../../../tests/support/logs'

test('entries are JSON lines in the file of their source, and told to listeners as stored', () => {
  const { dir, logs, entry } = setUp()
  const told: LogEntry[] = []
  logs.onEntry((one) => told.push(one))
  const entries = [entry({ fields: { a: [1, { b: 'c' }] } }), entry({ source: 'gateway', level: 'warn' })]
  entries.forEach((one) => logs.write(one))
  logs.flushSync()
  expect([...stored(dir), ...stored(dir, 'gateway.jsonl')]).toEqual(entries)
  expect(told).toEqual(entries)
  expect(statSync(join(dir, 'memory.jsonl')).mode & 0o777).toBe(0o600)
})

test('a logger adds source, time and pid', async () => {
  const { clock, logs } = setUp()
  logs.logger('memory').warn('careful', { n: 1 })
  expect((await logs.search(anything)).entries).toEqual([
    {
      at: clock.epochMs(),
      source: 'memory',
      level: 'warn',
      text: 'careful',
      stream: 'log',
      pid: process.pid,
      fields: { n: 1 },
    },
  ])
})

test('a name that is no source cannot leave the directory', async () => {
  const { dir, logs, entry } = setUp()
  logs.write(entry({ source: '../../etc/passwd' }))
  logs.flushSync()
  expect(readdirSync(dir)).toEqual(['center.jsonl'])
  await expect(logs.search({ ...anything, source: '../center' })).rejects.toMatchObject({
    code: 'BAD_INPUT',
  })
})

test.each<[string, Partial<LogEntry>, string | RegExp]>([
  [
    'colours of a process',
    { stream: 'stdout', text: '\u001b[31mred\u001b[0m \u001b]0;title\u0007end' },
    'red end',
  ],
  [
    'bearer tokens',
    { text: 'Authorization: Bearer abcdefghijklmnop.qrs-tuv' },
    'Authorization: Bearer [secret]',
  ],
  ['own tokens', { text: `see http://x/?token=omm_${'A1-_'.repeat(11)}` }, 'see http://x/?token=[secret]'],
  ['prose about tokens stays', { text: 'a bearer token is missing' }, 'a bearer token is missing'],
  ['long texts', { text: 'y'.repeat(40_000) }, /^y{16384} \.\.\. \[cut, 40000 characters in all\]$/],
  [
    'a character is not cut in two',
    { text: `${'y'.repeat(16_383)}\u{1F600}${'y'.repeat(9)}` },
    /^y{16383}\ufffd \.\.\. /,
  ],
])('%s', (_, more, expected) => {
  const { logs, entry } = setUp()
  const told: string[] = []
  logs.onEntry(({ text }) => told.push(text))
  logs.write(entry(more))
  if (typeof expected === 'string') expect(told).toEqual([expected])
  else expect(told[0]).toMatch(expected)
})

test('fields are redacted, and those JSON cannot carry cost only themselves', () => {
  const { logs, entry } = setUp()
  const told: unknown[] = []
  logs.onEntry(({ fields }) => told.push(fields))
  const circular: Record<string, unknown> = { a: 1 }
  circular['self'] = circular
  const all = [
    { headers: { authorization: 'Bearer 0123456789abcdef' } },
    circular,
    { big: 1n },
    { text: 'z'.repeat(99_999) },
  ]
  for (const fields of all) logs.write(entry({ fields }))
  expect(told).toEqual([
    { headers: { authorization: '[secret]' } },
    { note: 'The fields could not be written as JSON.' },
    { big: '1' },
    { note: expect.stringContaining('were left out') },
  ])
})
