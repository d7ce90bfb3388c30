import { resolve } from 'node:path'
import { expect, test } from 'vitest'
import { DoctorCode } from '@shared/domain/doctor'
import { codes, findCode } from '../../src/doctor'

const page = resolve(import.meta.dirname, '../../docs/doctor.md')
const groups = {
  '1': 'A program is found, started and lives',
  '2': 'An address is reached and lets us in',
  '3': 'The protocol is spoken',
  '4': 'What is offered is well-formed',
  '5': 'A harmless call works',
  '6': 'A service of OmniMind',
  '7': 'The machine',
  '9': 'The examination itself',
} as const
const words = { ok: 'worth knowing', warning: 'a warning', problem: 'a problem' } as const

test('the page says of every code what it means and what to do (write it anew with vitest -u)', async () => {
  const sections = Object.entries(groups).map(([digit, title]) => {
    const entries = codes.filter(({ code }) => code.startsWith(`OMD-${digit}`))
    expect(entries.length).toBeGreaterThan(0)
    const parts = entries.map(
      ({ code, name, verdict, meaning, nextStep }) =>
        `### ${code} ${name}\n\nMostly ${words[verdict]}. ${meaning}\n\n**Next step:** ${nextStep}\n`,
    )
    return `## ${title}\n\n${parts.join('\n')}`
  })
  await expect(`${introduction}\n${sections.join('\n')}`).toMatchFileSnapshot(page)
})

test('codes are well-formed, in order and used once', () => {
  const numbers = codes.map(({ code }) => DoctorCode.parse(code))
  expect(new Set(numbers).size).toBe(numbers.length)
  expect([...numbers].sort()).toEqual(numbers)
  expect(new Set(codes.map(({ name }) => name)).size).toBe(numbers.length)
})

test('a code is found by number or name', () => {
  expect(findCode('omd-101')?.name).toBe('COMMAND_NOT_FOUND')
  expect(findCode(' COMMAND_NOT_FOUND ')?.code).toBe('OMD-101')
  expect(findCode('OMD-000')).toBeUndefined()
})

const introduction = `# What the doctor finds

Three ways to ask what is wrong, one engine: \`omnimind doctor\` on the command line, the button "What is wrong?" on a service's page,
and the \`doctor\` service for AI clients. A report names the first cause and one next step; everything else is below it.

What it finds has a code that never changes its meaning. Whether it is a problem, a warning or only worth knowing can differ by case;
each page says what it mostly is. This page is written from \`src/doctor/codes\`.
`
