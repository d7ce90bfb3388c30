import { beforeEach, describe, expect, test } from 'vitest'
import { ConsentQuestion, type ConsentChoice } from '@shared/domain/consent'
import { MINUTE } from '@shared/lib/clock'
import { consentWorld, everyWay, question, type ConsentWorld } from '../../../tests/support/consent-world'
import type { MemoryLogger } from '../../../tests/support/memory-logger'
import type { VirtualClock } from '../../../tests/support/virtual-clock'
import type { WritableDatabase } from '../storage/database'
import type { Consents } from './index'

let clock: VirtualClock
let log: MemoryLogger
let db: WritableDatabase
let consents: Consents
let open: ConsentWorld['open']
beforeEach(() => {
  ;({ clock, log, db, consents, open } = consentWorld())
})
const watch = () => consents.watch(() => {})
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
