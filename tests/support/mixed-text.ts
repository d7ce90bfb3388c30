import { labelledLog } from '../../bench/compression/log-lines'
import { logStyles } from '../../bench/compression/log-styles'
import type { Random } from './random'

const words =
  'the system keeps a record of every order and its owner while error handling decides what happens next because people ask for it often'.split(
    ' ',
  )
const strange = [
  '\ud83d',
  '\u0000',
  '\ufeff',
  '\r',
  '\u2028',
  '👩‍🚀',
  '漢字',
  '\t',
  '`',
  '"',
  '\\',
  '[omni',
  '|',
  '~5',
  '=3|',
  '12x 3-4|',
]

/** Something long of every kind a text may hold, in any order, with line ends and signs that break careless code. */
export function mixedText(random: Random): string {
  const lineEnd = random.pick(['\n', '\n', '\r\n'])
  const blocks = Array.from({ length: 1 + random.below(6) }, () => random.pick(kinds)(random))
  return blocks.join(random.pick(['\n', '\n\n', ''])).replaceAll('\n', lineEnd)
}

const sentence = (random: Random): string => {
  const said = `${random.some(words, 20).join(' ')} ${random.chance(0.1) ? random.pick(strange) : ''}`
  return random.chance(0.05)
    ? `${random.pick(['TODO:', 'Error:', 'DECISION', 'exit code 2'])} ${said}`
    : `${said}.`
}

const prose = (random: Random): string =>
  `${Array.from({ length: random.below(40) }, () => sentence(random)).join(random.pick([' ', '\n']))}\n`

const log = (random: Random): string =>
  labelledLog(random.pick(logStyles), 6 + random.below(120), random.below(1_000)).text

const trace = (random: Random): string =>
  Array.from({ length: 1 + random.below(4) }, () =>
    [
      `2026-01-02 03:04:05 ERROR java.lang.IllegalStateException: ${sentence(random)}`,
      ...Array.from({ length: random.below(20) }, (_, n) => `\tat org.example.A.call(A.java:${n})`),
      ...(random.chance(0.3)
        ? ['Caused by: java.io.IOException: gone', '\tat org.example.B.read(B.java:7)']
        : []),
    ].join('\n'),
  ).join('\n')

function json(random: Random): string {
  const rows = Array.from({ length: random.below(40) }, (_, id) => ({
    id,
    name: random.some(words, 3).join(' '),
    owner: { login: random.pick(words), site: false },
    ...(random.chance(0.5) ? { note: random.pick([null, 'failed', random.pick(strange), [1, 2]]) } : {}),
    score: random.below(1_000) / 8,
  }))
  if (random.chance(0.3)) return `${rows.map((row) => JSON.stringify(row)).join('\n')}\n`
  return `${JSON.stringify(random.chance(0.5) ? rows : { total: rows.length, rows }, null, random.pick([0, 2, 4]))}\n`
}

const code = (random: Random): string =>
  Array.from({ length: 1 + random.below(6) }, (_, n) =>
    random.chance(0.5)
      ? `export function call${n}(a: string): number {\n${`  const x = a.length // ${random.pick(words)}\n`.repeat(random.below(9))}  return ${n}\n}\n`
      : `def call${n}(a):\n${`    print(a, ${n})  # ${random.chance(0.1) ? 'TODO' : 'fine'}\n`.repeat(1 + random.below(9))}\n`,
  ).join('\n')

const diff = (random: Random): string =>
  `diff --git a/x.ts b/x.ts\n--- a/x.ts\n+++ b/x.ts\n@@ -1,3 +1,3 @@\n${`-${random.pick(words)}\n+${random.pick(words)}\n`.repeat(8)}`

const search = (random: Random): string =>
  Array.from({ length: 12 }, (_, n) => `src/app/${random.pick(words)}.ts:${n}:  ${sentence(random)}\n`).join(
    '',
  )

const fenced = (random: Random): string => `\`\`\`\n${random.pick([json, code, log])(random)}\`\`\`\n`
const noise = (random: Random): string =>
  random.some([...strange, 'a', ' ', '\n', '{', '}', '[', ']', '1'], 200).join('')

const kinds = [prose, prose, log, log, trace, json, json, code, diff, search, fenced, noise]
