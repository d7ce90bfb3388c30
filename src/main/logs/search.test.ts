import { appendFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import type { LogEntry } from '@shared/domain/log'
import { anything, setUp } from '../../../tests/support/logs'
import { passes } from './line-filter'

test('text is found in text and fields, ignoring case, quotes included; metadata is no text', async () => {
  const { logs, entry } = setUp()
  const find = async (text: string): Promise<string[]> =>
    (await logs.search({ ...anything, text })).entries.map((one) => one.text)
  logs.write(entry({ text: 'Grüße "an" ALLE' }))
  logs.write(entry({ text: 'second', fields: { tool: 'Read_Graph', path: 'C:\\x' } }))
  expect(await find('GRÜSSE'.replace('SS', 'ß'))).toEqual(['Grüße "an" ALLE'])
  expect(await find('"an" alle')).toEqual(['Grüße "an" ALLE'])
  expect(await find('read_graph')).toEqual(['second'])
  expect(await find('info')).toEqual([])
})

test.each([
  ['quotes within a field', 'said "NO"'],
  ['backslashes within a field', 'C:\\Temp'],
  ['fields as they are shown', '"tool":"x"'],
  ['a piece of that JSON, escaped', String.raw`said \"no`],
])('%s are found, in the files and in what is just written', async (_, text) => {
  const { logs, entry } = setUp()
  const seen: LogEntry[] = []
  logs.onEntry((one) => seen.push(one))
  logs.write(entry({ text: 'other', fields: { tool: 'y' } }))
  logs.write(entry({ text: 'it', fields: { tool: 'x', note: 'he said "no"', path: String.raw`C:\Temp` } }))
  expect((await logs.search({ ...anything, text })).entries.map((one) => one.text)).toEqual(['it'])
  const filter = { text, minLevel: 'debug' } as const
  expect(seen.filter((one) => passes(one, filter)).map((one) => one.text)).toEqual(['it'])
})

test('levels are a floor', async () => {
  const { logs, entry } = setUp()
  for (const level of ['debug', 'info', 'warn', 'error'] as const) logs.write(entry({ level, text: level }))
  const page = await logs.search({ ...anything, minLevel: 'warn' })
  expect(page.entries.map(({ text }) => text)).toEqual(['warn', 'error'])
})

test('paging back by time meets every line once, also many of one millisecond', async () => {
  const { logs, entry } = setUp()
  for (let n = 0; n < 1_000; n++) logs.write(entry({ at: 1_000 + Math.floor(n / 7), text: String(n) }))
  const seen: string[] = []
  for (let before: number | undefined, more = true; more;) {
    const page = await logs.search({ ...anything, before, limit: 50 })
    seen.unshift(...page.entries.map(({ text }) => text))
    ;({ more } = page)
    before = page.entries[0]?.at
  }
  expect(seen).toEqual(Array.from({ length: 1_000 }, (_, n) => String(n)))
})

test('lines and characters cut by a piece of the file are whole again', async () => {
  const { logs, entry } = setUp()
  const texts = Array.from({ length: 800 }, (_, n) => `${n} ${'ü€'.repeat(n % 400)}`)
  for (const text of texts) logs.write(entry({ text }))
  logs.flushSync()
  expect((await logs.search({ ...anything, limit: 5_000 })).entries.map(({ text }) => text)).toEqual(texts)
})

test('damaged lines in the middle are passed over', async () => {
  const { dir, logs, entry } = setUp()
  appendFileSync(join(dir, 'memory.jsonl'), 'null\n[1]\n{"at":"x"}\n{{{\n\u0000\u0000\n')
  logs.write(entry())
  expect((await logs.search(anything)).entries).toHaveLength(1)
})

test('a log nobody wrote is empty', async () => {
  expect(await setUp().logs.search(anything)).toEqual({ entries: [], more: false })
})
