/**
 * How long one call takes for 100,000 tokens of each kind: tokens counted anew each time, originals written to a database on disk
 * and read back, contract checked. Without transport. Warm: five rounds before.
 *
 * Run: node --import ./tests/support/typescript-sources.mjs bench/compression/speed.ts
 */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { systemClock } from '../../src/shared/lib/clock.ts'
import { compress } from '../../src/servers/context/compress/compress.ts'
import { countTokens } from '../../src/servers/context/count-tokens.ts'
import { runCompression } from '../../src/servers/context/run-compression.ts'
import { openContextStore } from '../../src/servers/context/store.ts'
import { TokenCounter } from '../../src/servers/context/token-counter.ts'
import { dialogue, jsonFixtures, ownSources } from './fixtures.ts'
import { labelledLog } from './log-lines.ts'
import { logStyles, type LogStyle } from './log-styles.ts'

const TOKENS = 100_000
const ROUNDS = 40
const dataDir = mkdtempSync(join(tmpdir(), 'omni-speed-'))
const log = { debug() {}, info() {}, warn() {}, error() {} }
const store = openContextStore({ dataDir, clock: systemClock, log, notice() {}, keepOriginalsMb: 10_000 })

/** `text` made as long as TOKENS, each round another text. */
async function sized(unit: (n: number) => string): Promise<string> {
  let text = ''
  for (let n = 0; (await countTokens(text, 'o200k_base')).tokens < TOKENS; n++) text += unit(n)
  return text
}

const rows = jsonFixtures()['API list, nested owners'] as { items: object[] }
const sources = ownSources('src/servers')
const kinds: Record<string, { text: string; query: string; ratio: number }> = {
  logs: {
    text: await sized((n) => labelledLog(logStyles[n % logStyles.length] as LogStyle, 400, n).text),
    query: '',
    ratio: 0.25,
  },
  'JSON, lossless': {
    text: JSON.stringify(
      Array.from({ length: 540 }, (_, n) => ({ ...rows.items[n % 100], id: n })),
      null,
      2,
    ),
    query: '',
    ratio: 0.7,
  },
  'JSON, sampled': {
    text: JSON.stringify(
      Array.from({ length: 540 }, (_, n) => ({ ...rows.items[n % 100], id: n })),
      null,
      2,
    ),
    query: '',
    ratio: 0.2,
  },
  code: { text: await sized((n) => sources[n % sources.length]?.text ?? ''), query: '', ratio: 0.25 },
  'prose with a query': {
    text: await sized((n) => dialogue(300, n).text),
    query: 'Where is the telescope?',
    ratio: 0.25,
  },
}

console.log(
  '| 100,000 tokens of | count alone, p50 | compress, p50 | whole call, p50 | p95 | saved |\n|---|---:|---:|---:|---:|---:|',
)
for (const [name, { text, query, ratio }] of Object.entries(kinds)) {
  const counting: number[] = []
  const compressing: number[] = []
  const calling: number[] = []
  let saved = 0
  for (let round = -5; round < ROUNDS; round++) {
    const given = {
      messages: [{ role: 'document', content: `${round + 5}\n\n${text}` }],
      query,
      pinned: [],
      keepLastTurns: 0,
      frozen: 0,
      contentType: null,
    }
    const options = { target: (before: number) => before * ratio, cutsProseBlindly: true }
    const fresh = (): ((one: string) => Promise<number>) => new TokenCounter().start('o200k_base').count
    const count = await timed(() => countTokens(given.messages[0]?.content ?? '', 'o200k_base'))
    const alone = await timed(() => compress(given, { ...options, count: fresh() }))
    const whole = await timed(() =>
      runCompression(
        { mode: 'text', given, continues: null, ...options, count: fresh() },
        { originals: store.originals, clock: systemClock },
      ),
    )
    if (whole.value.refusal) throw new Error(whole.value.refusal)
    const { tokensAfter, tokensBefore } = whole.value.compressed
    saved = 1 - tokensAfter / tokensBefore
    if (round < 0) continue
    counting.push(count.ms)
    compressing.push(alone.ms)
    calling.push(whole.ms)
  }
  const at = (all: number[], share: number): string =>
    (all.toSorted((one, other) => one - other)[Math.floor(all.length * share)] ?? 0).toFixed(0)
  console.log(
    `| ${name} | ${at(counting, 0.5)} ms | ${at(compressing, 0.5)} ms | ${at(calling, 0.5)} ms | ${at(calling, 0.95)} ms | ${(saved * 100).toFixed(1)} % |`,
  )
}
store.close()
rmSync(dataDir, { recursive: true })

async function timed<T>(work: () => Promise<T>): Promise<{ value: T; ms: number }> {
  const before = performance.now()
  const value = await work()
  return { value, ms: performance.now() - before }
}
