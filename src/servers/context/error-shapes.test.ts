import { expect, test } from 'vitest'
import { compressed, document } from '../../../tests/support/compressed'
import { textOf } from './compression'
import { withTexts } from './compress/dialogue/texts'
import { checkContract } from './contract/check'

const sixty = (line: (n: number) => string, odd: string): string =>
  `${Array.from({ length: 60 }, (_, n) => (n === 41 ? odd : line(n))).join('\n')}\n`

const logs = [
  [
    'the code of an exit',
    sixty(
      (n) => `2026-01-01 10:00:${10 + (n % 50)} INFO job ${n} exited with code 0`,
      '2026-01-01 10:00:51 INFO job 41 exited with code 137',
    ),
    'code 137',
  ],
  [
    'a word inside a chain',
    sixty(
      (n) => `10:00:${10 + (n % 50)} suite-7-PASSED-${n} in ${n} ms`,
      '10:00:51 suite-7-FAILED-41 in 41 ms',
    ),
    'FAILED-41',
  ],
] as const

test.each(logs)('an error line that differs from others only by %s is shown', async (_, log, odd) => {
  const { verdict, shown, compressed: result } = await compressed([document(log)], { contentType: 'log' })
  expect(verdict).toMatchObject({ holds: true, violations: [] })
  expect(result.parts.map(({ method }) => method)).toEqual(['templates'])
  expect(shown).toContain(odd)
})

test.each(logs)('the checker refuses a log that counts it under the others: %s', async (_, log, odd) => {
  const { answer } = await compressed([document(log)], { contentType: 'log' })
  const texts = answer.texts.map((text) => ({
    ...text,
    pieces: text.pieces.map((piece) =>
      piece.kind === 'log'
        ? {
            ...piece,
            text: piece.text
              .replace(/^\|.*\n/m, (line) => (line.includes(odd) ? '' : line))
              .replace(' lines as 2;', ' lines as 1;')
              .replace(/^59x/m, '60x'),
          }
        : piece,
    ),
  }))
  const verdict = checkContract({
    ...answer,
    texts,
    messages: withTexts(answer.given.messages, texts.map(textOf)),
  })
  expect(verdict.violations.map((one) => one.class)).toContain('error')
})
