import { appendFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { HOUR } from '@shared/lib/clock'
import { anything, setUp } from '../../../tests/support/logs'

const noErrors = Array.from({ length: 24 }, () => 0)

test('asking for a log that nobody wrote finds nothing, and makes none', async () => {
  const { logs, entry } = setUp()
  logs.write(entry())
  const query = { minLevel: 'debug', from: null, to: null, text: '', limit: 9 } as const
  const none = { entries: [], more: false }
  expect(await logs.search({ ...anything, source: 'made-up-1' })).toEqual(none)
  expect(await logs.searchAll({ ...query, sources: ['made-up-2', 'made-up-3'] })).toEqual(none)
  expect(await logs.forget({ before: 1, sources: ['made-up-4'] })).toBe(0)
  await logs.tail({ source: 'made-up-5', backlog: 5 }, AbortSignal.abort()).next()
  expect((await logs.statistics()).map(({ source }) => source)).toEqual(['memory'])
})

test('a log of an earlier run is read, counted and forgotten without being written to', async () => {
  const { dir, logs } = setUp()
  const line = { at: 5, source: 'git', level: 'info', text: 'earlier', stream: 'log', pid: 1 }
  appendFileSync(join(dir, 'git.jsonl'), `${JSON.stringify(line)}\n`)
  expect((await logs.search({ ...anything, source: 'git' })).entries).toEqual([line])
  expect(await logs.statistics()).toMatchObject([{ source: 'git', entries: 1 }])
  expect(await logs.forget({ before: 9, sources: ['git'] })).toBe(1)
  expect(await logs.statistics()).toEqual([])
})

test('levels, bytes, times and errors by the hour, on disk and on their way alike', async () => {
  const { logs, entry, clock } = setUp()
  const now = clock.epochMs()
  const levels = ['debug', 'info', 'info', 'warn', 'error', 'error'] as const
  levels.forEach((level, n) => logs.write(entry({ level, at: now - n * HOUR })))
  logs.write(entry({ source: 'git', level: 'error', at: now - 24 * HOUR }))
  const expected = [
    expect.objectContaining({ source: 'git', entries: 1, errorsByHour: noErrors }),
    {
      source: 'memory',
      bytes: expect.any(Number),
      entries: 6,
      byLevel: { debug: 1, info: 2, warn: 1, error: 2 },
      oldestAt: now - 5 * HOUR,
      newestAt: now,
      errorsByHour: noErrors.with(19, 1).with(18, 1),
    },
  ]
  const onTheirWay = await logs.statistics()
  expect(onTheirWay).toEqual(expected)
  logs.flushSync()
  expect(await logs.statistics()).toEqual(onTheirWay)
})

test('what was counted is not counted again, through rotations, long lines and torn ones', async () => {
  const { dir, logs, entry } = setUp()
  const count = async () => (await logs.statistics())[0]
  let written = 0
  const write = (lines: number, length: number): void => {
    for (let n = 0; n < lines; n++) {
      const level = written++ % 4 === 0 ? 'error' : 'info'
      logs.write(entry({ level, text: 'é'.repeat(length), fields: { more: 'x'.repeat(length) } }))
      if (n % 50 === 0) logs.flushSync()
    }
    logs.flushSync()
  }
  for (const [lines, length] of [
    [10, 1],
    [300, 16_000],
    [200, 9_000],
    [1, 5],
  ] as const) {
    write(lines, length)
    expect(await count()).toMatchObject({ entries: written, byLevel: { error: Math.ceil(written / 4) } })
  }
  appendFileSync(join(dir, 'memory.jsonl'), '{{{\n{"at":1,"source":"memory","level":"loud"}\n{"at":1,"sour')
  expect(await count()).toMatchObject({ entries: written })
})

test('lines that were rotated away or forgotten count no longer', async () => {
  const { logs, entry } = setUp()
  const count = async () => (await logs.statistics())[0]
  for (let n = 0; n < 10; n++) logs.write(entry({ at: n, level: 'error' }))
  expect(await count()).toMatchObject({ entries: 10, oldestAt: 0 })
  await logs.forget({ before: 4, sources: [] })
  expect(await count()).toMatchObject({ entries: 6, oldestAt: 4, byLevel: { error: 6 } })
  for (let n = 0; n < 4_000; n++) {
    logs.write(entry({ at: 20, text: 'x'.repeat(16_000) }))
    if (n % 100 === 0) logs.flushSync()
  }
  expect(await count()).toMatchObject({ oldestAt: 20, byLevel: { error: 0 } })
})
