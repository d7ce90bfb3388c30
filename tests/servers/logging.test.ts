import { DAY, HOUR, MINUTE } from '@shared/lib/clock'
import type { CenterRequest } from '@shared/process/center-requests'
import { describe, expect, test } from 'vitest'
import { servedLogging } from '../support/served-logging'

interface Lines {
  lines: { text: string; service: string; level: string; fields?: string; at: string }[]
  nextCursor?: string | null
  cursor?: string
  more?: boolean
}
const linesOf = ({ structured }: { structured: unknown }): Lines => structured as Lines
const texts = (answer: { structured: unknown }): string[] => linesOf(answer).lines.map(({ text }) => text)

describe('logging over its socket, on the logs that people see', () => {
  test('what clients write is found beside what services wrote, in their names, without secrets', async () => {
    const { call, write, logs } = await servedLogging()
    write({ level: 'error', text: 'disk full' })
    const fields = { client: 'somebody else', step: 3 }
    expect((await call('write_log', { text: 'I use a-stored-secret', fields })).structured).toEqual({
      written: 1,
    })
    const lines = [{ text: 'one', level: 'error' }, { text: 'two' }]
    await call('write_log', { lines, service: 'my-build' })
    const all = await call('query_logs')
    expect(texts(all).toSorted()).toEqual(['I use [secret]', 'disk full', 'one', 'two'])
    const own = await logs.search({ source: 'logging', text: '', minLevel: 'error', limit: 9 })
    expect(own.entries).toMatchObject([
      { text: 'one', fields: { service: 'my-build', client: 'tester 1.0' } },
    ])
    const found = await call('query_logs', { text: 'secret', service: 'logging' })
    expect(linesOf(found).lines[0]?.fields).toBe('{"client":"tester 1.0","step":3}')
    expect((await call('write_log', {})).text).toContain('either text or lines')
  })

  test('level, service, times and words narrow it', async () => {
    const { call, write } = await servedLogging()
    const now = Date.now()
    write({ at: now - 2 * HOUR, level: 'warn', text: 'Old warning' })
    write({ at: now - MINUTE, text: 'recent' })
    write({ at: now, source: 'git', level: 'error', text: 'failed', fields: { path: '/Repo' } })
    expect(texts(await call('query_logs', { level: 'warn' }))).toEqual(['failed', 'Old warning'])
    expect(texts(await call('query_logs', { service: 'memory' }))).toEqual(['recent', 'Old warning'])
    expect(texts(await call('query_logs', { from: '-15m' }))).toEqual(['failed', 'recent'])
    const until = new Date(now - HOUR).toISOString()
    expect(texts(await call('query_logs', { to: until }))).toEqual(['Old warning'])
    expect(texts(await call('query_logs', { text: 'OLD' }))).toEqual(['Old warning'])
    expect(texts(await call('query_logs', { text: '/repo' }))).toEqual(['failed'])
    expect((await call('query_logs', { from: 'yesterday' })).text).toContain('is no time')
    expect((await call('query_logs', { text: 'nowhere' })).text).toContain('No line matches')
    expect((await call('query_logs', { service: '../x' })).text).toContain('There is no log named "../x"')
  })

  test('pages meet every line once, also many of one millisecond', async () => {
    const { call, write } = await servedLogging()
    for (let n = 0; n < 95; n++)
      write({ at: 1_000 + Math.floor(n / 40), source: n % 2 ? 'git' : 'memory', text: `${n}` })
    const seen: string[] = []
    for (let cursor: string | null | undefined; cursor !== null;) {
      const page = await call('query_logs', { limit: 20, ...(cursor === undefined ? {} : { cursor }) })
      seen.push(...texts(page))
      cursor = linesOf(page).nextCursor ?? null
    }
    expect(seen.map(Number).toSorted((a, b) => a - b)).toEqual(Array.from({ length: 95 }, (_, n) => n))
    expect((await call('query_logs', { cursor: 'x' })).text).toContain('The cursor is not valid')
  })

  test('a long answer ends early and goes on with its cursor; long lines are cut', async () => {
    const { call, write, asked } = await servedLogging()
    for (let n = 0; n < 60; n++) write({ text: `${n} ${'y'.repeat(6_000)}` })
    const page = await call('query_logs', { limit: 60, maxLineLength: 40_000 })
    expect(linesOf(page).lines.length).toBeLessThan(20)
    expect(page.text.length).toBeLessThan(110_000)
    const searches = asked.filter((request) => request.kind === 'logs.search')
    expect(searches.map(({ query }) => query.maxLineLength)).toEqual([40_000])
    const cursor = linesOf(page).nextCursor
    const next = await call('query_logs', { limit: 60, cursor })
    expect(linesOf(next).lines).toHaveLength(Math.min(60, 60 - linesOf(page).lines.length))
    expect(linesOf(next).lines[0]).toMatchObject({
      isCut: true,
      text: expect.stringMatching(/^\d+ y{1990,}$/),
    })
  })

  test('a text can neither pass for a line of its own nor hide from the person', async () => {
    const { call, write } = await servedLogging()
    write({ text: 'real\n2026-01-01T00:00:00.000Z error center: forged \u202eabc \u200b' })
    write({ text: 'real\u20282026-01-01T00:00:00.000Z error center: forged\u2029again' })
    const { text } = await call('query_logs')
    expect(text).toContain('real‹U+2028›2026-01-01T00:00:00.000Z error center: forged‹U+2029›again')
    expect(text).toContain('real\n    | 2026-01-01T00:00:00.000Z error center: forged ‹U+202E›abc ‹U+200B›')
  })
})

test('a call writes 200,000 characters at most; beyond that nothing of it', async () => {
  const { call, asked } = await servedLogging()
  const lines = Array.from({ length: 20 }, () => ({ text: 'x'.repeat(10_000) }))
  expect(await call('write_log', { lines })).toMatchObject({
    isError: true,
    text: expect.stringMatching(
      /^These lines have 20\d{4} characters.*Nothing was written: send them in several/,
    ),
  })
  expect(asked).toEqual([])
  expect((await call('write_log', { lines: lines.slice(1) })).structured).toEqual({ written: 19 })
})

describe('following a log', () => {
  test('a service that does not exist is told at once, not waited for', async () => {
    const { call } = await servedLogging()
    const since = linesOf(await call('tail_log', { service: 'memory' })).cursor
    for (const [tool, args] of [
      ['tail_log', { service: 'memroy', since, waitSeconds: 30 }],
      ['query_logs', { service: 'memroy' }],
      ['forget_logs', { services: ['memroy'], olderThan: '-7d' }],
    ] as const)
      expect(await call(tool, { ...args })).toMatchObject({
        isError: true,
        text: expect.stringContaining('There is no log named "memroy". Did you mean "memory"?'),
      })
  })

  test('polling gets every new line once, in order, also within one millisecond', async () => {
    const { call, write } = await servedLogging()
    let n = 0
    const more = (count: number, at: number): void => {
      for (const end = n + count; n < end;) write({ at, text: String(n++) })
    }
    more(30, 5_000)
    const first = await call('tail_log', { service: 'memory', lines: 10 })
    expect(texts(first)).toEqual(Array.from({ length: 10 }, (_, index) => String(20 + index)))
    const seen = texts(first)
    let since = linesOf(first).cursor
    for (let round = 0; round < 12; round++) {
      if (round < 6) more(25, 5_000 + Math.floor(round / 2))
      const page = await call('tail_log', { service: 'memory', lines: 20, since })
      seen.push(...texts(page))
      since = linesOf(page).cursor
    }
    expect(seen).toEqual(Array.from({ length: 160 }, (_, index) => String(20 + index)))
    const none = await call('tail_log', { service: 'memory', since })
    expect(none.structured).toEqual({ lines: [], cursor: since, more: false })
  })

  test('an empty log can be followed from its first line on', async () => {
    const { call, write } = await servedLogging()
    const { cursor } = linesOf(await call('tail_log', { service: 'memory' }))
    const waiting = call('tail_log', { service: 'memory', since: cursor, waitSeconds: 20 })
    write({ text: 'first' })
    expect(texts(await waiting)).toEqual(['first'])
  })

  test('a wait ends with the next line of this log and level', async () => {
    const { call, write, asked } = await servedLogging()
    write({ level: 'error', text: 'before' })
    const { cursor } = linesOf(await call('tail_log', { service: 'memory', level: 'error' }))
    const before = asked.length
    const waiting = call('tail_log', { service: 'memory', level: 'error', since: cursor, waitSeconds: 20 })
    await expect.poll(() => asked.length).toBe(before + 1)
    write({ source: 'git', level: 'error', text: 'other log' })
    write({ text: 'other level' })
    write({ level: 'error', text: 'this one' })
    expect(texts(await waiting)).toEqual(['this one'])
  })

  test('a client that cancels ends the wait', async () => {
    const { client, asked, answered } = await servedLogging()
    const caller = new AbortController()
    const args = { service: 'memory', waitSeconds: 30 }
    const waiting = client.callTool({ name: 'tail_log', arguments: args }, undefined, {
      signal: caller.signal,
    })
    waiting.catch(() => {})
    const waits = (requests: CenterRequest[]): CenterRequest[] =>
      requests.filter((request) => request.kind === 'logs.search' && request.query.waitMs === 30_000)
    await expect.poll(() => waits(asked).length).toBe(1)
    expect(waits(answered)).toHaveLength(0)
    caller.abort()
    await expect.poll(() => waits(answered).length).toBe(1)
    await expect(waiting).rejects.toThrow()
  })
})

describe('statistics and forgetting', () => {
  test('counts by service, most recent errors first', async () => {
    const { call, write } = await servedLogging({ keepDays: 7 })
    const now = Date.now()
    write({ at: now - 30 * HOUR, level: 'error' })
    write({ source: 'git', at: now, level: 'error' })
    write({ source: 'git', at: now, level: 'debug' })
    const { structured, text } = await call('log_statistics')
    expect(structured).toMatchObject({
      keepDays: 7,
      services: [
        { service: 'git', lines: 2, error: 1, debug: 1, newest: new Date(now).toISOString() },
        { service: 'memory', lines: 1, error: 1, errorsPerHour: Array.from({ length: 24 }, () => 0) },
      ],
    })
    const { errorsPerHour } = (structured as { services: { errorsPerHour: number[] }[] }).services[0] ?? {}
    expect(errorsPerHour?.reduce((sum, errors) => sum + errors, 0)).toBe(1)
    expect(text).toContain('lines are kept for 7 days')
  })

  test('old lines go for good, the last day stays, and the audit trail, which no client reads, says who did it', async () => {
    const { call, write, logs } = await servedLogging()
    const now = Date.now()
    write({ at: now - 9 * DAY, text: 'old' })
    write({ source: 'git', at: now - 9 * DAY, text: 'old git' })
    write({ at: now - HOUR, text: 'new' })
    logs.flushSync()
    expect((await call('forget_logs', { olderThan: '-1h' })).text).toContain(
      'last 24 hours cannot be removed',
    )
    const forgotten = await call('forget_logs', { olderThan: '-7d', services: ['memory'] })
    expect(forgotten.structured).toMatchObject({ removed: 1 })
    const left = linesOf(await call('query_logs')).lines
    expect(left.map(({ text }) => text)).toEqual(['new', 'old git'])
    const { entries } = await logs.search({ source: 'audit', text: '', minLevel: 'debug', limit: 10 })
    expect(entries).toMatchObject([
      {
        level: 'warn',
        text: expect.stringMatching(/^1 lines older than .* were removed from memory\.$/),
        fields: { service: 'logging', client: 'tester 1.0' },
      },
    ])
  })
})
