import { join } from 'node:path'
import { expect, test } from 'vitest'
import type { CallFilter } from '@shared/contract/activity'
import type { CallRecord } from '@shared/domain/call'
import { futureMigration, openForTest } from '../../../tests/support/databases'
import { memoryLogger } from '../../../tests/support/memory-logger'
import { temporaryDirectory } from '../../../tests/support/temporary-directory'
import { VirtualClock } from '../../../tests/support/virtual-clock'
import { controlMigrations, type OpenedDatabase } from '../storage/index'
import { createActivity, type NewCalls } from './index'

const call = (more: Partial<CallRecord> = {}): CallRecord => ({
  id: 'gateway-1',
  at: 1_767_225_600_000,
  serviceId: 'memory',
  method: 'tools/call',
  target: 'read_graph',
  outcome: 'ok',
  error: null,
  durationMs: 1.25,
  requestBytes: 10,
  responseBytes: 20,
  client: 'claude-code 2.1',
  mcpSessionId: 'abc',
  ...more,
})
const everything: CallFilter = { text: '' }

function setUp(db?: OpenedDatabase) {
  const clock = new VirtualClock()
  const log = memoryLogger()
  const opened = db ?? openForTest(clock)
  return { clock, log, opened, activity: createActivity({ db: opened, clock, log }) }
}

test('a call comes back as it was, under an id of its own', () => {
  const { activity } = setUp()
  activity.record([
    call(),
    call({ target: null, outcome: 'error', error: '-32601', client: null, mcpSessionId: null }),
  ])
  expect(activity.list({ ...everything, limit: 10 })).toEqual({
    calls: [
      call({ id: '2', target: null, outcome: 'error', error: '-32601', client: null, mcpSessionId: null }),
      call({ id: '1' }),
    ],
    more: false,
  })
})

test('ids go on growing in the next run', () => {
  const { activity, opened } = setUp()
  activity.record([call(), call()])
  const next = setUp(opened).activity
  next.record([call()])
  expect(next.list({ ...everything, limit: 1 }).calls[0]?.id).toBe('3')
})

test('paging back meets every call once', () => {
  const { activity } = setUp()
  activity.record(Array.from({ length: 25 }, () => call()))
  const seen: string[] = []
  for (let beforeId: string | undefined, more = true; more;) {
    const page = activity.list({ ...everything, beforeId, limit: 10 })
    seen.push(...page.calls.map((one) => one.id))
    ;({ more } = page)
    beforeId = seen.at(-1)
  }
  expect(seen).toEqual(Array.from({ length: 25 }, (_, n) => String(25 - n)))
})

test.each<[string, Partial<CallFilter>, number[]]>([
  ['service', { serviceId: 'thinking' }, [2]],
  ['outcome', { outcome: 'tool-error' }, [3]],
  ['text in the tool, whatever its case', { text: 'READ_' }, [1, 3]],
  ['text in the client', { text: 'cursor' }, [2]],
  ['a percent sign is only a percent sign', { text: '%' }, []],
  ['both', { serviceId: 'memory', text: 'graph' }, [1, 3]],
])('list and watch filter by %s', async (_, wanted, expected) => {
  const { activity, clock } = setUp()
  const gone = new AbortController()
  const stream = activity.watch({ ...everything, ...wanted }, gone.signal)
  const first = stream.next()
  await clock.advance(0)
  activity.record([
    call(),
    call({ serviceId: 'thinking', target: 'list', client: 'Cursor 3' }),
    call({ outcome: 'tool-error' }),
  ])
  const ids = expected.map(String)
  expect(activity.list({ ...everything, ...wanted, limit: 10 }).calls.map(({ id }) => id)).toEqual(
    ids.toReversed(),
  )
  if (ids.length > 0) expect((await first).value?.calls.map(({ id }) => id)).toEqual(ids)
  gone.abort()
  await first
})

test('a watcher gets the newest 500 of a burst and is told how many were left out', async () => {
  const { activity, clock } = setUp()
  const gone = new AbortController()
  const first = activity.watch(everything, gone.signal).next()
  await clock.advance(0)
  for (let n = 0; n < 6; n++)
    activity.record(
      Array.from({ length: 200 }, () => call()),
      5,
    )
  const batch = (await first).value as NewCalls
  expect({ calls: batch.calls.length, last: batch.calls.at(-1)?.id, dropped: batch.dropped }).toEqual({
    calls: 500,
    last: '1200',
    dropped: 700 + 30,
  })
  gone.abort()
})

test('the newest 100,000 are kept', () => {
  const { activity, opened } = setUp()
  for (let n = 0; n < 510; n++) activity.record(Array.from({ length: 200 }, () => call()))
  const { count, newest } = opened.db
    .prepare('SELECT count(*) AS count, max(seq) AS newest FROM calls')
    .get() as {
    count: number
    newest: number
  }
  expect(newest).toBe(102_000)
  expect(count).toBeGreaterThanOrEqual(100_000)
  expect(count).toBeLessThan(100_500)
})

test('a full disk costs the calls, is told once, and watchers still see them', () => {
  const { activity, opened, log } = setUp()
  const seen: string[] = []
  activity.onCalls.on(({ calls }) => seen.push(...calls.map(({ id }) => id)))
  opened.db.pragma('max_page_count = 1')
  activity.record(Array.from({ length: 500 }, () => call()))
  activity.record(Array.from({ length: 500 }, () => call()))
  opened.db.pragma('max_page_count = 100000')
  activity.record([call()])
  expect(activity.list({ ...everything, limit: 10 }).calls.map(({ id }) => id)).toEqual(['1001'])
  expect(seen).toHaveLength(1_001)
  expect(log.lines.map(({ level }) => level)).toEqual(['error', 'info'])
})

test('a newer database is read, not written', () => {
  const file = join(temporaryDirectory(), 'control.db')
  const clock = new VirtualClock()
  const newer = openForTest(clock, file, [
    ...controlMigrations,
    futureMigration(controlMigrations.length + 1),
  ])
  createActivity({ db: newer, clock, log: memoryLogger() }).record([call()])
  newer.db.close()
  const { activity, opened } = setUp(openForTest(clock, file))
  activity.record([call()])
  expect(opened.mode).toBe('newer')
  expect(activity.list({ ...everything, limit: 10 }).calls.map(({ id }) => id)).toEqual(['1'])
})

test('an id that is none is refused', () => {
  expect(() => setUp().activity.list({ ...everything, beforeId: `1' OR 1`, limit: 1 })).toThrow(
    expect.objectContaining({ code: 'BAD_INPUT' }),
  )
})
