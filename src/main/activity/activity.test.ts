import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import type { CallFilter } from '@shared/contract/activity'
import { CallRecord } from '@shared/domain/call'
import { anyCall } from '../../../tests/support/any-call'
import { futureMigration, openForTest } from '../../../tests/support/databases'
import { memoryLogger } from '../../../tests/support/memory-logger'
import { temporaryDirectory } from '../../../tests/support/temporary-directory'
import { VirtualClock } from '../../../tests/support/virtual-clock'
import { controlMigrations, type OpenedDatabase } from '../storage/index'
import { createContentsStore } from './contents-store'
import { createActivity, type Activity, type KeptCall, type NewCalls } from './index'

const call = anyCall
/** As the gateway reports them, without contents. */
const kept = (calls: CallRecord[]): KeptCall[] => calls.map((one) => ({ ...one, contents: null }))
const everything: CallFilter = { text: '' }

const redact = (text: string): string => text.replaceAll('hunter2', '[secret]')

function setUp(db?: OpenedDatabase) {
  const clock = new VirtualClock()
  const log = memoryLogger()
  const opened = db ?? openForTest(clock)
  return {
    clock,
    log,
    opened,
    activity: createActivity({ db: opened, clock, log, redact, keepDays: () => 30 }),
  }
}

test('a call comes back as it was, under an id of its own', () => {
  const { activity } = setUp()
  activity.record(
    kept([
      call(),
      call({ target: null, outcome: 'error', error: '-32601', client: null, mcpSessionId: null }),
    ]),
  )
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
  activity.record(kept([call(), call()]))
  const next = setUp(opened).activity
  next.record(kept([call()]))
  expect(next.list({ ...everything, limit: 1 }).calls[0]?.id).toBe('3')
})

test('paging back meets every call once', () => {
  const { activity } = setUp()
  activity.record(kept(Array.from({ length: 25 }, () => call())))
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
  activity.record(
    kept([
      call(),
      call({ serviceId: 'thinking', target: 'list', client: 'Cursor 3' }),
      call({ outcome: 'tool-error' }),
    ]),
  )
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
  for (let n = 0; n < 6; n++) activity.record(kept(Array.from({ length: 200 }, () => call())), 5)
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
  for (let n = 0; n < 510; n++) activity.record(kept(Array.from({ length: 200 }, () => call())))
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
  activity.record(kept(Array.from({ length: 500 }, () => call())))
  activity.record(kept(Array.from({ length: 500 }, () => call())))
  opened.db.pragma('max_page_count = 100000')
  activity.record(kept([call()]))
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
  createActivity({ db: newer, clock, log: memoryLogger(), redact, keepDays: () => 30 }).record(kept([call()]))
  newer.db.close()
  const { activity, opened } = setUp(openForTest(clock, file))
  activity.record(kept([call()]))
  expect(opened.mode).toBe('newer')
  expect(activity.list({ ...everything, limit: 10 }).calls.map(({ id }) => id)).toEqual(['1'])
})

test('an id that is none is refused', () => {
  expect(() => setUp().activity.list({ ...everything, beforeId: `1' OR 1`, limit: 1 })).toThrow(
    expect.objectContaining({ code: 'BAD_INPUT' }),
  )
})

const said = (request: string, response: string) => ({
  request,
  response,
  requestCut: false,
  responseCut: false,
})

test('contents come back with the call, without secrets, and can be searched and forgotten', () => {
  const { activity } = setUp()
  activity.record([
    {
      ...call(),
      contents: said('{"password":"hunter2"}', '{"rows":["needle 50%"]}'),
      error: 'hunter2 is wrong',
    },
    { ...call(), contents: null },
    { ...call(), contents: said('{}', JSON.stringify({ text: String.raw`say "hi" in C:\temp` })) },
  ])
  expect(activity.get('1')).toMatchObject({
    call: { id: '1', error: '[secret] is wrong' },
    contents: { request: '{"password":"[secret]"}', response: '{"rows":["needle 50%"]}' },
  })
  expect(activity.get('2').contents).toBeNull()
  const found = (contents: string) =>
    activity.list({ ...everything, contents, limit: 10 }).calls.map(({ id }) => id)
  expect([found('needle 50%'), found('hunter2'), found('nothing like it')]).toEqual([['1'], [], []])
  expect([found('say "hi"'), found('c:\\Temp'), found('"text":"say')]).toEqual([['3'], ['3'], ['3']])
  expect(activity.forgetContents()).toBe(2)
  expect(activity.get('1').contents).toBeNull()
  expect(() => activity.get('99')).toThrow(expect.objectContaining({ code: 'BAD_INPUT' }))
})

test('calls older than the chosen days are removed, with their contents', async () => {
  const { activity, clock, opened } = setUp()
  activity.record([{ ...call({ at: clock.epochMs() }), contents: said('{}', '{}') }])
  await clock.advance(31 * 24 * 3_600_000)
  activity.record(kept([call({ at: clock.epochMs() })]))
  expect(activity.list({ ...everything, limit: 10 }).calls.map(({ id }) => id)).toEqual(['2'])
  expect(opened.db.prepare('SELECT count(*) FROM call_contents').pluck().get()).toBe(0)
})

test('a contents store that is full forgets the oldest', () => {
  const { opened } = setUp()
  const store = createContentsStore(opened, 10_000)
  for (let seq = 1; seq <= 40; seq++) store.add(seq, said('x'.repeat(200), 'y'.repeat(200)))
  expect(store.get(1)).toBeNull()
  expect(store.get(40)).not.toBeNull()
  const kb = opened.db
    .prepare('SELECT sum(length(request) + length(response)) FROM call_contents')
    .pluck()
    .get()
  expect(kb).toBeLessThanOrEqual(10_000)
})

describe('export', () => {
  const read = async (activity: Activity, format: 'jsonl' | 'csv', contents = false): Promise<string> => {
    let text = ''
    for await (const chunk of activity.export({ filter: everything, format, contents })) text += chunk.text
    return text
  }

  test('as JSON Lines holds every call once, oldest first', async () => {
    const { activity } = setUp()
    activity.record(kept(Array.from({ length: 2_500 }, (_, n) => call({ durationMs: n }))))
    const lines = (await read(activity, 'jsonl')).trimEnd().split('\n')
    expect(lines.map((line) => CallRecord.parse(JSON.parse(line)).id)).toEqual(
      Array.from({ length: 2_500 }, (_, n) => String(n + 1)),
    )
  })

  test('as CSV quotes what must be quoted and defuses formulas', async () => {
    const { activity } = setUp()
    activity.record([
      { ...call({ target: '=HYPERLINK("x")', client: 'a, "b"\nc' }), contents: said('{"a":1}', '{}') },
    ])
    const [head, row] = (await read(activity, 'csv', true)).split('\r\n')
    expect(head?.split(',').slice(0, 5)).toEqual(['id', 'at', 'serviceId', 'method', 'target'])
    expect(row).toContain(`"'=HYPERLINK(""x"")"`)
    expect(row).toContain('"a, ""b""\nc"')
    expect(row?.endsWith('"{""a"":1}",{}')).toBe(true)
  })

  test('ends when its reader leaves', async () => {
    const { activity } = setUp()
    activity.record(kept(Array.from({ length: 3_000 }, () => call())))
    const gone = new AbortController()
    let calls = 0
    for await (const chunk of activity.export(
      { filter: everything, format: 'jsonl', contents: false },
      gone.signal,
    )) {
      ;({ calls } = chunk)
      gone.abort()
    }
    expect(calls).toBeLessThan(3_000)
  })
})
