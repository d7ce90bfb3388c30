import { expect, test } from 'vitest'
import { DAY } from '@shared/lib/clock'
import type { LogLinesQuery } from '@shared/process/center-requests'
import { setUp } from '../../../tests/support/logs'
import { createLogRequests } from './logs'

const query: LogLinesQuery = {
  sources: ['memory'],
  minLevel: 'warn',
  from: null,
  to: null,
  text: '',
  order: 'oldest-first',
  limit: 10,
  waitMs: 30_000,
}

function world() {
  const made = setUp()
  return { ...made, requests: createLogRequests(made) }
}

test('lines of clients go to the log of the asking service, redacted, without orders to a terminal', async () => {
  const { requests, clock } = world()
  const lines = [
    {
      level: 'warn' as const,
      text: 'red \u001b[31malert\u001b[0m, a-stored-secret',
      fields: { client: 'x' },
    },
    { level: 'error' as const, text: 'second' },
  ]
  expect(requests.write('logging', lines)).toEqual({ written: 2 })
  const { entries } = await requests.search({ ...query, sources: ['logging'] })
  const common = { at: clock.epochMs(), source: 'logging', stream: 'log', pid: null }
  expect(entries).toEqual([
    { ...common, level: 'warn', text: 'red alert, [secret]', fields: { client: 'x' } },
    { ...common, level: 'error', text: 'second' },
  ])
})

test('a wait ends with the first line that passes, which is in the answer', async () => {
  const { requests, logs, entry, clock } = world()
  const found = requests.search(query)
  let isAnswered = false
  void found.then(() => (isAnswered = true))
  await clock.advance(1_000)
  logs.write(entry({ source: 'git', level: 'error' }))
  logs.write(entry({ level: 'info' }))
  await clock.advance(1_000)
  expect(isAnswered).toBe(false)
  logs.write(entry({ level: 'error', text: 'there' }))
  expect((await found).entries).toMatchObject([{ text: 'there' }])
  expect(clock.pendingTimers).toBe(0)
})

test('what is there already is answered at once; nothing within the time is an empty answer', async () => {
  const { requests, logs, entry, clock } = world()
  const none = requests.search(query)
  await clock.advance(30_000)
  expect(await none).toEqual({ entries: [], more: false })
  logs.write(entry({ level: 'warn', text: 'early' }))
  expect((await requests.search(query)).entries).toMatchObject([{ text: 'early' }])
  expect(clock.pendingTimers).toBe(0)
})

test('a cancelled wait leaves nothing behind', async () => {
  const { requests, clock } = world()
  const caller = new AbortController()
  const found = requests.search(query, caller.signal)
  await clock.advance(100)
  caller.abort()
  expect(await found).toEqual({ entries: [], more: false })
  expect(clock.pendingTimers).toBe(0)
})

test('a failed search leaves nothing behind', async () => {
  const { requests, clock } = world()
  await expect(requests.search({ ...query, sources: ['../x'] })).rejects.toThrow('no log named')
  await clock.advance(0)
  expect(clock.pendingTimers).toBe(0)
})

test('statistics and forgetting, which the log of the asking service tells', async () => {
  const { requests, logs, entry } = world()
  logs.write(entry({ at: 1 }))
  logs.write(entry({ at: 2, level: 'error' }))
  expect((await requests.statistics()).sources).toMatchObject([
    { source: 'memory', entries: 2, byLevel: { error: 1 } },
  ])
  logs.flushSync()
  const forget = () => requests.forget('logging', { before: 2, sources: ['memory'], client: 'somebody 1.0' })
  expect(await forget()).toEqual({ removed: 1 })
  expect(await forget()).toEqual({ removed: 0 })
  const { entries } = await requests.search({ ...query, sources: ['logging'] })
  const text = '1 lines older than 1970-01-01T00:00:00.002Z were removed from memory.'
  expect(entries).toMatchObject([{ level: 'warn', text, fields: { client: 'somebody 1.0' } }])
})

test('whoever asks, lines of the last 24 hours stay', async () => {
  const { requests, logs, entry, clock } = world()
  logs.write(entry({ at: clock.epochMs() - DAY, level: 'warn' }))
  const before = clock.epochMs() - DAY + 1
  await expect(requests.forget('logging', { before, sources: [], client: null })).rejects.toMatchObject({
    code: 'BAD_INPUT',
    message: 'Log lines of the last 24 hours cannot be removed.',
  })
  expect((await requests.search(query)).entries).toHaveLength(1)
})
