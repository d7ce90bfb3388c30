import Sqlite from 'better-sqlite3'
import { beforeEach, describe, expect, onTestFinished, test } from 'vitest'
import { ConsentQuestion, type ConsentChoice } from '@shared/domain/consent'
import { MINUTE } from '@shared/lib/clock'
import { memoryLogger, type MemoryLogger } from '../../../tests/support/memory-logger'
import { VirtualClock } from '../../../tests/support/virtual-clock'
import { controlMigrations } from '../storage'
import type { WritableDatabase } from '../storage/database'
import { migrate } from '../storage/migrate'
import { createConsents, type Consents } from './index'

/** No service offers both kinds of "always"; here each must hold by itself. */
const everyWay = (key: string) => ({ always: key, 'always-whatever-it-loads': key, never: key })
const question = {
  title: 'Run a program',
  details: [{ label: 'Argument 1', value: 'push --token s3cret' }],
  client: 'claude 1.0',
  lasting: everyWay('["git","push"]'),
}
let clock: VirtualClock
let consents: Consents
let log: MemoryLogger
let db: WritableDatabase
beforeEach(() => {
  clock = new VirtualClock()
  log = memoryLogger()
  db = new Sqlite(':memory:') as WritableDatabase
  migrate(db, controlMigrations, clock)
  onTestFinished(() => void db.close())
  consents = open()
})
const open = (redact = (text: string) => text.replaceAll('s3cret', '***')) =>
  createConsents({
    db: { mode: 'writable', db, problem: null },
    clock,
    log,
    audit: log,
    redact,
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
  expect(await later.ask('system-tools', { ...question, lasting: everyWay('["git","pull"]') })).toEqual({
    kind: 'nobody-there',
  })
  const [standing] = later.standing()
  expect(standing).toMatchObject({ choice: 'always', serviceId: 'system-tools', uses: 1 })
  expect(JSON.stringify([standing, db.prepare('SELECT * FROM lasting_answers').all()])).not.toContain(
    's3cret',
  )
  expect(later.forget(standing?.id ?? 0)).toEqual([])
  expect(await later.ask('system-tools', question)).toEqual({ kind: 'nobody-there' })
  expect(() => later.forget(standing?.id ?? 0)).toThrow('There is no answer 1')
})

test('an answer for good is that of every same question that waits, and of no other', async () => {
  watch()
  const asked = [question, question, { ...question, lasting: everyWay('other') }].map((one) =>
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
  const asked = consents.ask('system-tools', { ...question, lasting: {} })
  const id = first()
  expect(() => consents.answer(id, 'always')).toThrow('cannot be answered by "always"')
  consents.answer(id, 'once')
  expect(await asked).toEqual({ kind: 'allowed' })
  expect(() => consents.answer(id, 'once')).toThrow('no longer waits')
})

describe('how far an answer for good goes', () => {
  const say = async (choice: ConsentChoice, asked: ConsentQuestion): Promise<void> => {
    const watching = watch()
    const done = consents.ask('system-tools', asked)
    consents.answer(first(), choice)
    await done
    watching.dispose()
  }

  test('one about what was looked at does not hold where more can run, nor the other way round', async () => {
    const exact = { ...question, lasting: { always: 'k' } }
    const cautioned = { ...question, lasting: { 'always-whatever-it-loads': 'k' } }
    await say('always', exact)
    expect(await consents.ask('system-tools', cautioned)).toEqual({ kind: 'nobody-there' })
    consents.forget(1)
    await say('always-whatever-it-loads', cautioned)
    expect(await consents.ask('system-tools', cautioned)).toEqual({ kind: 'allowed' })
    expect(await consents.ask('system-tools', exact)).toEqual({ kind: 'nobody-there' })
    expect(consents.standing()).toMatchObject([{ id: 2, choice: 'always-whatever-it-loads', uses: 1 }])
    expect(log.lines.map(({ text }) => text)).toContain(
      'system-tools asked "Run a program": always-whatever-it-loads, as answered before',
    )
  })

  test('an "always" that is not offered cannot be said by the name of the other', () => {
    watch()
    void consents.ask('system-tools', {
      ...question,
      lasting: { 'always-whatever-it-loads': 'k', never: 'n' },
    })
    expect(() => consents.answer(first(), 'always')).toThrow('cannot be answered by "always"')
    expect(consents.open()).toHaveLength(1)
  })

  test('a never holds for every question with its key, also for one that was always allowed', async () => {
    const asked = (always: string) => ({ ...question, lasting: { always, never: 'both' } })
    await say('always', asked('one'))
    await say('never', asked('two'))
    expect(await consents.ask('system-tools', asked('one'))).toEqual({ kind: 'refused' })
    expect(await consents.ask('system-tools', asked('three'))).toEqual({ kind: 'refused' })
  })
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

test('when everybody who could answer is gone for a while, the caller hears it', async () => {
  const reloading = watch()
  const asked = consents.ask('system-tools', question)
  reloading.dispose()
  await clock.advance(5_000)
  const back = watch()
  await clock.advance(MINUTE)
  expect(consents.open()).toHaveLength(1)
  back.dispose()
  await clock.advance(10_000)
  expect(await asked).toEqual({ kind: 'nobody-there' })
})

test('one client cannot bury the person in questions, nor keep others from asking', async () => {
  watch()
  const ask = (client: string) => consents.ask('system-tools', { ...question, client })
  const many = Array.from({ length: 11 }, () => ask('greedy'))
  expect(await many[10]).toEqual({ kind: 'too-many' })
  expect(consents.open()).toHaveLength(10)
  void ask('other')
  expect(consents.open()).toHaveLength(11)
  // One that calls itself differently each time.
  for (let n = 11; n < 100; n++) void ask(`greedy ${n}`)
  expect(await ask('greedy 100')).toEqual({ kind: 'too-many' })
})

describe('what holds for good can be seen and taken back', () => {
  const standing = async (answer: 'always' | 'never', asked = question): Promise<void> => {
    const watching = watch()
    const done = consents.ask('system-tools', asked)
    consents.answer(first(), answer)
    await done
    watching.dispose()
  }

  test('also where its secrets, replaced, are longer than a question may be', async () => {
    const details = [{ label: 'Input', value: 'a=s3cret\n'.repeat(7_000) }]
    const longer = open((text) => text.replaceAll('s3cret', '[the secret]'))
    consents = longer
    await standing('always', { ...question, details })
    const [answer] = consents.standing()
    expect(answer?.question.details[0]?.value).toMatch(/^a=\[the secret\][^]*\[cut\]$/)
    expect(ConsentQuestion.safeParse(answer?.question).success).toBe(true)
  })

  test.each(['{"title":7}', 'no JSON'])(
    'one of another version does not hold, and stands in the list: %s',
    async (text) => {
      await standing('always')
      db.prepare('UPDATE lasting_answers SET question = ?').run(text)
      expect(await consents.ask('system-tools', question)).toEqual({ kind: 'nobody-there' })
      const [answer] = consents.standing()
      expect(answer).toMatchObject({
        choice: 'always',
        question: { title: 'A question this version cannot read' },
      })
      await standing('always')
      expect(consents.standing()).toMatchObject([
        { id: answer?.id, choice: 'always', question: { title: 'Run a program' } },
      ])
      expect(consents.forget(answer?.id ?? 0)).toEqual([])
    },
  )
})

test('every end of a question leaves a line: who asked for what, the answer and the id of one for good', async () => {
  const details = [
    { label: 'Program', value: '/usr/bin/tool' },
    { label: 'Argument 1', value: '--token' },
    { label: 'Argument 2', value: 'plain-word' },
    { label: 'Argument 3', value: `s3cret ${'x'.repeat(5_000)}` },
  ]
  const asked = { ...question, details }
  await consents.ask('system-tools', asked)
  const watching = watch()
  for (const choice of ['once', 'refuse', 'always'] as const) {
    const done = consents.ask('system-tools', asked)
    consents.answer(first(), choice)
    await done
  }
  watching.dispose()
  await consents.ask('system-tools', asked)
  consents.forget(1)
  expect(log.lines.map(({ text }) => text)).toEqual([
    'system-tools asked "Run a program": nobody-there',
    'system-tools asked "Run a program": once',
    'system-tools asked "Run a program": refuse',
    'system-tools asked "Run a program": always',
    'system-tools asked "Run a program": always, as answered before',
    'Answer 1 was taken back: the person is asked again.',
  ])
  expect(log.lines[4]?.fields).toEqual({ client: 'claude 1.0', answerId: 1, detailsLeftOut: 4 })
  expect(log.lines[3]?.fields).toEqual({
    client: 'claude 1.0',
    answerId: 1,
    details: [
      'Program: /usr/bin/tool',
      'Argument 1: --token',
      'Argument 2: [secret]',
      expect.stringMatching(/^Argument 3: \*\*\* x{150,200} \.\.\. \[cut\]$/),
    ],
  })
  expect(JSON.stringify([log.lines, consents.standing()])).not.toMatch(/s3cret|plain-word/)
})

test('what nobody decided cannot push out of the trail what somebody did', async () => {
  const watching = watch()
  const always = consents.ask('system-tools', question)
  consents.answer(first(), 'always')
  await always
  watching.dispose()
  const details = Array.from({ length: 40 }, () => ({ label: 'Argument', value: 'x'.repeat(200) }))
  const ask = async (times: number): Promise<void> => {
    for (let n = 0; n < times; n++) {
      await consents.ask('system-tools', {
        ...question,
        client: `client ${n}`,
        details,
        lasting: everyWay(`other ${n}`),
      })
      await consents.ask('system-tools', { ...question, details })
    }
  }
  log.lines.length = 0
  await ask(500)
  await clock.advance(MINUTE)
  await ask(1)
  expect(log.lines.map(({ text, fields }) => [text, fields?.['sameBefore']])).toEqual([
    ['system-tools asked "Run a program": nobody-there', undefined],
    ['system-tools asked "Run a program": always, as answered before', undefined],
    ['system-tools asked "Run a program": nobody-there', 499],
    ['system-tools asked "Run a program": always, as answered before', 499],
  ])
  expect(JSON.stringify(log.lines).length).toBeLessThan(1_000)
})

test('the trail has neither passwords among the arguments nor what a program was to read', async () => {
  watch()
  const argv = ['/usr/bin/curl', '-u', 'me:hunter2', '-H', 'X-Any: hunter2', '-uyou:hunter2']
  const details = [
    ...argv.map((value, n) => ({ label: n === 0 ? 'Program' : `Argument ${n}`, value })),
    { label: 'Folder', value: '/home/me' },
    { label: 'Input', value: 'Dear diary, hunter2' },
  ]
  const asked = consents.ask('system-tools', { ...question, details })
  consents.answer(first(), 'once')
  await asked
  expect(log.lines[0]?.fields?.['details']).toEqual([
    'Program: /usr/bin/curl',
    'Argument 1: -u',
    'Argument 2: [secret]',
    'Argument 3: -H',
    'Argument 4: X-Any: [secret]',
    'Argument 5: -u[secret]',
    'Folder: /home/me',
    'Input: 19 characters, SHA-256 0b923668b3b6035eeb7b6161626e23b15f19b8d259edafa6433c1fa3c02f7b21',
  ])
})
