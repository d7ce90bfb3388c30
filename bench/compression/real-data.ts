/**
 * The same on public data that the project does not ship: LogHub's 2,000-line samples (logpai/loghub, for research only) and the
 * LoCoMo dialogues (CC BY-NC). Give the folders that hold `<System>.log` with `<System>.csv` (the structured labels), and the file.
 *
 * Run: node --import ./tests/support/typescript-sources.mjs bench/compression/real-data.ts LOGHUB_FOLDER LOCOMO_FILE
 */
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { logTable } from './quality.ts'
import type { LabelledLog } from './log-lines.ts'
import { compressed, document } from '../../tests/support/compressed.ts'

const [folder, locomo] = process.argv.slice(2)
if (folder)
  await logTable(
    readdirSync(folder)
      .filter((name) => name.endsWith('.log'))
      .map((name) => [name.slice(0, -4), loghub(folder, name)]),
  )
if (locomo) await dialogues(locomo)

function loghub(from: string, name: string): LabelledLog {
  const rows = csv(readFileSync(join(from, name.replace('.log', '.csv')), 'utf8'))
  const column = rows[0]?.indexOf('EventId') ?? -1
  const ids = [...new Set(rows.slice(1).map((row) => row[column]))]
  return {
    text: readFileSync(join(from, name), 'utf8'),
    labels: rows.slice(1).map((row) => ids.indexOf(row[column])),
  }
}

function csv(text: string): string[][] {
  return text
    .trimEnd()
    .split(/\r?\n/)
    .map((line) =>
      [...line.matchAll(/(?:^|,)(?:"((?:[^"]|"")*)"|([^,]*))/g)].map(
        ([, quoted, plain]) => quoted ?? plain ?? '',
      ),
    )
}

interface Conversation {
  conversation: Record<string, unknown>
  qa: { question: string; category: number; evidence?: string[] }[]
}

/** Share of questions of which every turn that is named as evidence stays word for word. */
async function dialogues(file: string): Promise<void> {
  const conversations = JSON.parse(readFileSync(file, 'utf8')) as Conversation[]
  console.log('| LoCoMo, all evidence turns kept | with the question | without |\n|---|---:|---:|')
  for (const ratio of [0.5, 0.25, 0.1]) {
    let asked = 0
    let blind = 0
    let all = 0
    for (const { conversation, qa } of conversations) {
      const { text, turns } = transcript(conversation)
      const without = (await compressed([document(text)], { ratio, contentType: 'prose' })).shown
      for (const { question, category, evidence = [] } of qa) {
        const wanted = evidence.flatMap((ids) => ids.split(/[;, ]+/)).flatMap((id) => turns.get(id) ?? [])
        if (category > 4 || wanted.length === 0) continue
        const { shown, verdict } = await compressed([document(text)], {
          ratio,
          query: question,
          contentType: 'prose',
        })
        if (!verdict.holds) throw new Error('The contract is broken.')
        all++
        if (wanted.every((turn) => shown.includes(turn))) asked++
        if (wanted.every((turn) => without.includes(turn))) blind++
      }
    }
    const share = (count: number): string => `${((100 * count) / all).toFixed(1)} %`
    console.log(
      `| ${ratio * 100} % of the tokens stay (${all} questions) | ${share(asked)} | ${share(blind)} |`,
    )
  }
}

function transcript(conversation: Record<string, unknown>): { text: string; turns: Map<string, string> } {
  const turns = new Map<string, string>()
  const lines: string[] = []
  for (let session = 1; Array.isArray(conversation[`session_${session}`]); session++) {
    lines.push(`Session ${session}, ${String(conversation[`session_${session}_date_time`])}`)
    for (const { speaker, dia_id: id, text } of conversation[`session_${session}`] as {
      speaker: string
      dia_id: string
      text: string
    }[]) {
      const line = `${speaker}: ${text.replaceAll('\n', ' ')}`
      turns.set(id, line)
      lines.push(line)
    }
  }
  return { text: `${lines.join('\n')}\n`, turns }
}
