import { beforeEach, expect, test } from 'vitest'
import { MINUTE } from '@shared/lib/clock'
import { consentWorld, everyWay, question } from '../../../tests/support/consent-world'
import type { MemoryLogger } from '../../../tests/support/memory-logger'
import type { VirtualClock } from '../../../tests/support/virtual-clock'
import type { Consents } from './index'

let clock: VirtualClock
let log: MemoryLogger
let consents: Consents
beforeEach(() => {
  ;({ clock, log, consents } = consentWorld())
})
const watch = () => consents.watch(() => {})
const first = () => consents.open()[0]?.id ?? ''

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
