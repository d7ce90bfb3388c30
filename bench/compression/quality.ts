/**
 * What compression keeps, without a model: templates and event types of logs, JSON's tokens, code, labelled turns of dialogues,
 * needles at every depth, and whether the contract holds by the checker that shares no code.
 *
 * Run: node --import ./tests/support/typescript-sources.mjs bench/compression/quality.ts
 */
import { labelledLog, type LabelledLog } from './log-lines.ts'
import { logStyles } from './log-styles.ts'
import { dialogue, jsonFixtures, ownSources } from './fixtures.ts'
import { compressed, document } from '../../tests/support/compressed.ts'

const percent = (share: number): string => `${(share * 100).toFixed(1)} %`
let contracts = 0
let broken = 0

async function shortened(text: string, options: Parameters<typeof compressed>[1] = {}) {
  const made = await compressed([document(text)], options)
  contracts++
  if (!made.verdict.holds) {
    broken++
    console.error(made.verdict.violations)
  }
  const { tokensBefore: before, tokensAfter: after } = made.compressed
  return { before, after, shown: made.shown }
}

/** Of the different words that match, the share that is still there. */
function recall(pattern: RegExp, before: string, after: string): number {
  const wanted = new Set(before.match(pattern))
  const there = new Set(after.match(pattern))
  return wanted.size === 0 ? 1 : [...wanted].filter((one) => there.has(one)).length / wanted.size
}

export async function logRow(
  name: string,
  { text, labels }: LabelledLog,
): Promise<{ before: number; after: number; kept: number; types: number }> {
  const { before, after, shown } = await shortened(text)
  const there = new Set(shown.split('\n').map((line) => line.replace(/^(?:\d+x \d+-\d+)?\|/, '')))
  const types = new Set(labels)
  const kept = new Set(text.split(/\r?\n/).flatMap((line, at) => (there.has(line) ? [labels[at]] : [])))
  kept.delete(undefined)
  const severe = text.split(/\r?\n/).filter((line) => /\b(?:ERROR|FATAL|PANIC|ALERT)\b/.test(line))
  const paths = recall(/(?:\/[\w.-]+){2,}/g, text, shown)
  const numbers = recall(/\b\d{4,}\b/g, text, shown)
  console.log(
    `| ${name} | ${before} | ${percent(1 - after / before)} | ${kept.size}/${types.size} | ${severe.length} | ${percent(paths)} | ${percent(numbers)} |`,
  )
  return { before, after, kept: kept.size, types: types.size }
}

export async function logTable(logs: readonly (readonly [name: string, log: LabelledLog])[]): Promise<void> {
  console.log(
    '| log | tokens | saved | event types kept | severe lines | paths | numbers of 4+ digits |\n|---|---:|---:|---:|---:|---:|---:|',
  )
  const rows: Awaited<ReturnType<typeof logRow>>[] = []
  for (const [name, log] of logs) rows.push(await logRow(name, log))
  const sum = (key: 'before' | 'after' | 'kept' | 'types'): number =>
    rows.reduce((total, row) => total + row[key], 0)
  console.log(
    `| **all** | ${sum('before')} | **${percent(1 - sum('after') / sum('before'))}** | **${sum('kept')}/${sum('types')}** | | | |\n`,
  )
}

async function jsonTable(): Promise<void> {
  console.log(
    '| JSON | pretty | compact | ours, lossless | of pretty | of compact |\n|---|---:|---:|---:|---:|---:|',
  )
  for (const [name, value] of Object.entries(jsonFixtures())) {
    const pretty = await shortened(JSON.stringify(value, null, 2), { ratio: 0.99 })
    const compact = await shortened(JSON.stringify(value), { ratio: 0.99 })
    console.log(
      `| ${name} | ${pretty.before} | ${compact.before} | ${pretty.after} | -${percent(1 - pretty.after / pretty.before)} | -${percent(1 - pretty.after / compact.before)} |`,
    )
  }
  console.log()
}

async function codeTable(): Promise<void> {
  console.log('| code | tokens | saved |\n|---|---:|---:|')
  for (const folder of ['src/servers', 'src/main', 'src/shared']) {
    let before = 0
    let after = 0
    for (const { text } of ownSources(folder)) {
      const made = await shortened(text)
      before += made.before
      after += made.after
    }
    console.log(`| ${folder}, file by file | ${before} | ${percent(1 - after / before)} |`)
  }
  console.log()
}

async function dialogueTable(): Promise<void> {
  console.log('| dialogue, turns with the answer kept | with the query | without |\n|---|---:|---:|')
  for (const ratio of [0.5, 0.25, 0.1]) {
    let asked = 0
    let blind = 0
    let all = 0
    for (let seed = 1; seed <= 5; seed++) {
      const { text, evidence } = dialogue(400, seed)
      const { shown: without } = await shortened(text, { ratio, contentType: 'prose' })
      for (const { question, turn } of evidence) {
        const { shown } = await shortened(text, { ratio, query: question, contentType: 'prose' })
        all++
        if (shown.includes(turn)) asked++
        if (without.includes(turn)) blind++
      }
    }
    console.log(
      `| ${percent(ratio)} of the tokens stay | ${percent(asked / all)} | ${percent(blind / all)} |`,
    )
  }
  console.log()
}

async function needles(): Promise<void> {
  console.log(
    '| needle in a haystack, other small talk in each cell | 0 % deep | 25 % | 50 % | 75 % | 100 % |\n|---|---|---|---|---|---|',
  )
  const kinds: Record<string, [needle: string, query: string]> = {
    'fact, with query': [
      'The spare key of the lighthouse hangs behind the blue door.',
      'Where is the key of the lighthouse?',
    ],
    'fact, without query': ['The spare key of the lighthouse hangs behind the blue door.', ''],
    'error line': ['worker 7 died: java.net.SocketException: Broken pipe', ''],
    decision: ['DECISION: we keep the old harbour open until May.', ''],
  }
  for (const length of [50, 400, 3_000]) {
    for (const [name, [needle, query]] of Object.entries(kinds)) {
      const cells: string[] = []
      for (const depth of [0, 0.25, 0.5, 0.75, 1]) {
        const lines = dialogue(length, length + depth * 4)
          .text.trimEnd()
          .split('\n')
        lines.splice(Math.round(depth * lines.length), 0, needle)
        const { shown } = await shortened(lines.join('\n'), { query, ratio: 0.25, contentType: 'prose' })
        cells.push(shown.includes(needle) ? 'kept' : 'lost')
      }
      console.log(`| ${length} turns, ${name} | ${cells.join(' | ')} |`)
    }
  }
  console.log()
}

if (process.argv[1] === import.meta.filename) {
  await logTable(logStyles.map((style) => [style.name, labelledLog(style, 2_000)]))
  await jsonTable()
  await codeTable()
  await dialogueTable()
  await needles()
  console.log(`Contract kept in ${contracts - broken} of ${contracts} answers.`)
}
