import { expect, test } from 'vitest'
import { AUDIT_LOG } from '@shared/domain/log'
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
  return { ...made, requests: createLogRequests({ ...made, services: () => ['memory', 'logging', 'idle'] }) }
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
  expect(await requests.write('logging', lines)).toEqual({ written: 2 })
  const { entries } = await requests.search({ ...query, sources: ['logging'] })
  const common = { at: clock.epochMs(), source: 'logging', stream: 'log', pid: null }
  expect(entries).toEqual([
    { ...common, level: 'warn', text: 'red alert, [secret]', fields: { client: 'x' } },
    { ...common, level: 'error', text: 'second' },
  ])
})

test('others get their turn while many long lines are written, also by many calls at once', async () => {
  const { requests, logs } = world()
  const text = 'https://me:password@host/ '.repeat(600)
  let lines = 0
  let most = 0
  let isWriting = true
  logs.onEntry(() => lines++)
  const turn = (): void => {
    most = Math.max(most, lines)
    lines = 0
    if (isWriting) setImmediate(turn)
  }
  setImmediate(turn)
  const call = () =>
    requests.write(
      'logging',
      Array.from({ length: 12 }, () => ({ level: 'info' as const, text })),
    )
  await Promise.all(Array.from({ length: 20 }, call))
  isWriting = false
  // A turn is 5 ms; on the fastest machine a line of 15 KB takes over a tenth of one to redact.
  expect(most).toBeLessThan(60)
})

test.each(['search', 'forget'] as const)(
  '%s: a log that cannot be is told, with the names there are',
  async (kind) => {
    const { requests, logs, entry } = world()
    logs.write(entry({ source: 'removed-service' }))
    const ask = (source: string): Promise<unknown> =>
      kind === 'search'
        ? requests.search({ ...query, waitMs: 0, sources: [source] })
        : requests.forget('logging', { before: 0, sources: [source], client: null })
    await expect(ask('memroy')).rejects.toMatchObject({
      code: 'BAD_INPUT',
      message: 'There is no log named "memroy".',
      nextStep: 'Did you mean "memory"? Known: center, gateway, idle, logging, memory, removed-service.',
    })
    for (const source of ['idle', 'removed-service', 'center', 'gateway']) await ask(source)
  },
)

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

test('statistics and forgetting, which the audit trail tells: clients cannot fill that one', async () => {
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
  const { entries } = await logs.search({ source: AUDIT_LOG, text: '', minLevel: 'debug', limit: 10 })
  const text = '1 lines older than 1970-01-01T00:00:00.002Z were removed from memory.'
  expect(entries).toMatchObject([
    { source: AUDIT_LOG, level: 'warn', text, fields: { service: 'logging', client: 'somebody 1.0' } },
  ])
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

test('of the audit trail services, and with them clients, read and remove nothing', async () => {
  const { requests, logs, entry, clock } = world()
  const line = entry({ source: AUDIT_LOG, at: 1, level: 'warn', text: 'what a person allowed' })
  logs.write(line)
  logs.flushSync()
  const all = { ...query, sources: [] }
  expect((await requests.search({ ...all, waitMs: 0 })).entries).toEqual([])
  expect((await requests.statistics()).sources).toEqual([])
  expect(await requests.forget('logging', { before: 2, sources: [], client: null })).toEqual({ removed: 0 })
  const waiting = requests.search(all)
  await clock.advance(1_000)
  logs.write(line)
  await clock.advance(30_000)
  expect((await waiting).entries).toEqual([])
  const refused = { code: 'REQUEST_REFUSED', message: 'The log "audit" is for people only.' }
  const sources = [AUDIT_LOG]
  await expect(requests.search({ ...query, sources })).rejects.toMatchObject(refused)
  await expect(requests.forget('logging', { before: 2, sources, client: null })).rejects.toMatchObject(
    refused,
  )
  expect(
    (await logs.search({ source: AUDIT_LOG, text: '', minLevel: 'debug', limit: 10 })).entries,
  ).toHaveLength(2)
})
