import { appendFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { errorText } from '@shared/errors'
import type { LogLinesQuery } from '@shared/process/center-requests'
import { setUp } from '../../../tests/support/logs'

const everything: LogLinesQuery = {
  sources: [],
  minLevel: 'debug',
  from: null,
  to: null,
  text: '',
  limit: 1_000,
}

/** 900 lines in three logs, some of one millisecond, partly on disk and partly on their way. */
function threeLogs() {
  const world = setUp()
  const { logs, entry } = world
  for (let n = 0; n < 900; n++) {
    const source = ['memory', 'git', 'center'][n % 3] ?? ''
    logs.write(entry({ source, at: 1_000 + Math.floor(n / 5), text: String(n) }))
    if (n === 500) logs.flushSync()
  }
  const find = async (more: Partial<LogLinesQuery>) => {
    const { entries, more: isMore } = await logs.searchAll({ ...everything, ...more })
    return { texts: entries.map(({ text }) => text), at: entries.map(({ at }) => at), isMore }
  }
  return { ...world, find }
}

test('all logs in one order of time, newest or oldest first', async () => {
  const { find } = threeLogs()
  const newest = await find({})
  expect(newest.texts.map(Number).toSorted((a, b) => a - b)).toEqual(Array.from({ length: 900 }, (_, n) => n))
  expect(newest.at).toEqual(newest.at.toSorted((a, b) => b - a))
  const oldest = await find({ order: 'oldest-first' })
  expect(oldest.texts).toEqual(newest.texts.toReversed())
  expect(oldest.isMore).toBe(false)
})

test.each(['newest-first', 'oldest-first'] as const)(
  'paging %s by time and skip meets every line once, in pages of exactly that many',
  async (order) => {
    const { find } = threeLogs()
    const all = await find({ order })
    const seen: string[] = []
    let skip = 0
    let edge: number | null = null
    for (let isMore = true; isMore;) {
      const bound = order === 'newest-first' ? { to: edge === null ? null : edge + 1 } : { from: edge }
      const page = await find({ order, ...bound, skip, limit: 7 })
      seen.push(...page.texts)
      ;({ isMore } = page)
      if (isMore) expect(page.texts).toHaveLength(7)
      const last = page.at.at(-1) ?? 0
      skip = page.at.filter((at) => at === last).length + (last === edge ? skip : 0)
      edge = last
    }
    expect(seen).toEqual(all.texts)
  },
)

test('from is inclusive, to exclusive; chosen logs, levels and words narrow it', async () => {
  const { find, logs, entry } = threeLogs()
  expect((await find({ from: 1_010, to: 1_011 })).texts.toSorted()).toEqual(['50', '51', '52', '53', '54'])
  expect((await find({ sources: ['git'], limit: 2 })).texts).toEqual(['898', '895'])
  logs.write(entry({ at: 9_000, level: 'error', text: 'Disk', fields: { path: '/x' } }))
  expect((await find({ minLevel: 'warn' })).texts).toEqual(['Disk'])
  expect((await find({ text: 'DISK' })).texts).toEqual(['Disk'])
  expect((await find({ text: '/X' })).texts).toEqual(['Disk'])
})

test.each(['newest-first', 'oldest-first'] as const)(
  'an answer is a megabyte at most, %s, and paging still meets every line once',
  async (order) => {
    const { logs, entry } = setUp()
    for (let n = 0; n < 350; n++) logs.write(entry({ at: n, text: `${n} ${'é'.repeat(16_000)}` }))
    const seen: number[] = []
    for (let isMore = true; isMore;) {
      const skip = seen.length
      const page = await logs.searchAll({ ...everything, order, skip })
      expect(JSON.stringify(page).length).toBeLessThan(1_100_000)
      seen.push(...page.entries.map(({ text }) => Number.parseInt(text)))
      isMore = page.more
      expect(page.entries.length).toBeGreaterThan(isMore ? 50 : 0)
    }
    const all = Array.from({ length: 350 }, (_, n) => n)
    expect(seen).toEqual(order === 'newest-first' ? all.toReversed() : all)
  },
)

test('texts and fields longer than was asked for are cut, and the entry says so', async () => {
  const { logs, entry } = setUp()
  logs.write(entry({ text: 'short', fields: { a: 1 } }))
  logs.write(entry({ text: 'a long text', fields: { a: 1 } }))
  logs.write(entry({ text: 'short', fields: { path: '/a/long/one' } }))
  const { entries } = await logs.searchAll({ ...everything, maxLineLength: 10 })
  expect(entries.map(({ text, fields, isCut }) => ({ text, fields, isCut }))).toEqual([
    { text: 'short', fields: { beginning: '{"path":"/' }, isCut: true },
    { text: 'a long tex', fields: { a: 1 }, isCut: true },
    { text: 'short', fields: { a: 1 }, isCut: undefined },
  ])
})

test('an empty directory, an unknown name, strange files and damaged lines', async () => {
  const { dir, logs, entry } = setUp()
  expect(await logs.searchAll(everything)).toEqual({ entries: [], more: false })
  expect(await logs.searchAll({ ...everything, sources: ['../x'] }).catch(errorText)).toContain(
    'There is no log named',
  )
  logs.write(entry())
  logs.flushSync()
  appendFileSync(join(dir, 'memory.jsonl'), '{{{\n{"at":5,"level":"info"}\n')
  appendFileSync(join(dir, '..bad.jsonl'), `${JSON.stringify(entry())}\n`)
  appendFileSync(join(dir, 'git.jsonl.forget'), `${JSON.stringify(entry())}\n`)
  expect((await logs.searchAll(everything)).entries).toHaveLength(1)
})

test('a search nobody waits for any more ends', async () => {
  const { logs, entry } = setUp()
  logs.write(entry())
  const gone = new Error('gone')
  const found = logs.searchAll(everything, AbortSignal.abort(gone))
  expect(await found.catch((error: unknown) => error)).toBe(gone)
  expect((await logs.searchAll(everything)).entries).toHaveLength(1)
})
