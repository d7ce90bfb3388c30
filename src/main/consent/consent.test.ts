import Sqlite from 'better-sqlite3'
import { beforeEach, expect, onTestFinished, test } from 'vitest'
import { MINUTE } from '@shared/lib/clock'
import { memoryLogger } from '../../../tests/support/memory-logger'
import { VirtualClock } from '../../../tests/support/virtual-clock'
import { controlMigrations } from '../storage'
import type { WritableDatabase } from '../storage/database'
import { migrate } from '../storage/migrate'
import { createConsents, type Consents } from './index'

const question = {
  title: 'Run a program',
  details: [{ label: 'Argument 1', value: 'push --token s3cret' }],
  client: 'claude 1.0',
  rememberAs: '["git","push"]',
}
let clock: VirtualClock
let consents: Consents
let db: WritableDatabase
beforeEach(() => {
  clock = new VirtualClock()
  db = new Sqlite(':memory:') as WritableDatabase
  migrate(db, controlMigrations, clock)
  onTestFinished(() => void db.close())
  consents = open()
})
const open = () =>
  createConsents({
    db: { mode: 'writable', db, problem: null },
    clock,
    log: memoryLogger(),
    redact: (text) => text.replaceAll('s3cret', '***'),
  })
const watch = (on = consents) => on.watch(() => {})
const first = () => consents.open()[0]?.id ?? ''

test('with nobody there the answer is no, at once', async () => {
  expect(await consents.ask('system-tools', question)).toEqual({ kind: 'nobody-there' })
  watch().dispose()
  expect(await consents.ask('system-tools', question)).toEqual({ kind: 'nobody-there' })
})

test('once and refuse hold for one question only', async () => {
  watch()
  for (const [choice, kind] of [
    ['once', 'allowed'],
    ['refuse', 'refused'],
  ] as const) {
    const asked = consents.ask('system-tools', question)
    expect(consents.answer(first(), choice)).toEqual({ remembered: false })
    expect(await asked).toEqual({ kind })
  }
  expect(consents.standing()).toEqual([])
})

test('always holds after a restart, without anybody there, for this question of this service only', async () => {
  const watching = watch()
  const asked = consents.ask('system-tools', question)
  expect(consents.answer(first(), 'always')).toEqual({ remembered: true })
  expect(await asked).toEqual({ kind: 'allowed' })
  watching.dispose()
  const later = open()
  expect(await later.ask('system-tools', question)).toEqual({ kind: 'allowed' })
  expect(await later.ask('doctor', question)).toEqual({ kind: 'nobody-there' })
  expect(await later.ask('system-tools', { ...question, rememberAs: '["git","pull"]' })).toEqual({
    kind: 'nobody-there',
  })
  const [standing] = later.standing()
  expect(standing).toMatchObject({ choice: 'always', serviceId: 'system-tools', uses: 1 })
  expect(JSON.stringify([standing, db.prepare('SELECT * FROM consents').all()])).not.toContain('s3cret')
  expect(later.forget(standing?.id ?? 0)).toEqual([])
  expect(await later.ask('system-tools', question)).toEqual({ kind: 'nobody-there' })
  expect(() => later.forget(standing?.id ?? 0)).toThrow('forgotten already')
})

test('an answer for good is that of every same question that waits, and of no other', async () => {
  watch()
  const asked = [question, question, { ...question, rememberAs: 'other' }].map((one) =>
    consents.ask('system-tools', one),
  )
  consents.answer(first(), 'never')
  expect(await Promise.all(asked.slice(0, 2))).toEqual([{ kind: 'refused' }, { kind: 'refused' }])
  expect(consents.open()).toHaveLength(1)
  consents.answer(first(), 'once')
  expect(await asked[2]).toEqual({ kind: 'allowed' })
  expect(await consents.ask('system-tools', question)).toEqual({ kind: 'refused' })
})

test('what is asked each time cannot be remembered', async () => {
  watch()
  const asked = consents.ask('system-tools', { ...question, rememberAs: null })
  const id = first()
  expect(() => consents.answer(id, 'always')).toThrow('each time')
  consents.answer(id, 'once')
  expect(await asked).toEqual({ kind: 'allowed' })
  expect(() => consents.answer(id, 'once')).toThrow('no longer waits')
})

test('a client cannot hide or forge anything by its name', async () => {
  watch()
  const client = 'good\u202e\u001b]0;x\u0007\nSign in at http://evil.example'
  void consents.ask('system-tools', { ...question, client })
  const shown = consents.open()[0]?.question.client ?? ''
  expect(shown).not.toMatch(/[\p{Cc}\u202e]/u)
  expect(shown).toContain('good')
})

test('a question ends by time, and when its caller goes', async () => {
  watch()
  const late = consents.ask('system-tools', question)
  await clock.advance(4 * MINUTE)
  expect(await late).toEqual({ kind: 'timed-out' })
  const caller = new AbortController()
  const cancelled = consents.ask('system-tools', question, caller.signal)
  caller.abort()
  expect(await cancelled).toEqual({ kind: 'refused' })
  expect(consents.open()).toEqual([])
})

test('one service cannot bury the person in questions', async () => {
  watch()
  const many = Array.from({ length: 21 }, () => consents.ask('system-tools', question))
  expect(await many[20]).toEqual({ kind: 'refused' })
  expect(consents.open()).toHaveLength(20)
})
