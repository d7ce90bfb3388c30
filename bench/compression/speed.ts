/**
 * How long one call takes for 100,000 tokens of each kind: originals written to a database on disk and read back, contract
 * checked. Without transport. Warm: twenty rounds before. Every text is another one, which nothing has counted before, so
 * that what the counter remembers of other texts helps only as much as it does in use.
 *
 * Run: node --import ./tests/support/typescript-sources.mjs bench/compression/speed.ts
 */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { clearMergeCache, countTokens as countByPackage } from 'gpt-tokenizer/encoding/o200k_base'
import { systemClock } from '../../src/shared/lib/clock.ts'
import { countTokens } from '../../src/servers/context/count-tokens.ts'
import { runCompression } from '../../src/servers/context/run-compression.ts'
import { openContextStore } from '../../src/servers/context/store.ts'
import { shorten } from '../../src/servers/context/shorten.ts'
import { TokenCounter } from '../../src/servers/context/token-counter.ts'
import { dialogue, jsonFixtures, packageSources } from './fixtures.ts'
import { labelledLog } from './log-lines.ts'
import { logStyles, type LogStyle } from './log-styles.ts'

const TOKENS = 100_000
const ROUNDS = 40
const WARMING = 20
const dataDir = mkdtempSync(join(tmpdir(), 'omni-speed-'))
const log = { debug() {}, info() {}, warn() {}, error() {} }
const store = openContextStore({ dataDir, clock: systemClock, log, notice() {}, keepOriginalsMb: 10_000 })

/** Units until there are TOKENS; counted by the package itself, and forgotten again. */
function sized(unit: () => string): string {
  let text = ''
  for (let tokens = 0; tokens < TOKENS;) {
    const next = unit()
    tokens += countByPackage(next)
    text += next
  }
  clearMergeCache()
  return text
}

let seed = 0
const logs = (): string =>
  sized(() => labelledLog(logStyles[seed++ % logStyles.length] as LogStyle, 400, seed).text)
const json = (): string => {
  const pages = Array.from({ length: 6 }, () => jsonFixtures(seed++)['API list, nested owners'])
  const items = (pages as { items: object[] }[]).flatMap((page) => page.items)
  return JSON.stringify(
    items.slice(0, 540).map((item, id) => ({ ...item, id })),
    null,
    2,
  )
}
const sources = packageSources()
const code = (): string =>
  sized(() => {
    const { value, done } = sources.next()
    if (done) throw new Error('There is not enough code.')
    return value
  })
const prose = (): string => sized(() => dialogue(300, seed++).text)

const kinds: Record<string, { make: () => string; query: string; ratio: number }> = {
  logs: { make: logs, query: '', ratio: 0.25 },
  'JSON, lossless': { make: json, query: '', ratio: 0.7 },
  'JSON, sampled': { make: json, query: '', ratio: 0.2 },
  code: { make: code, query: '', ratio: 0.25 },
  'prose with a query': { make: prose, query: 'Where is the telescope?', ratio: 0.25 },
}

console.log(
  '| 100,000 tokens of | count alone, p50 | whole call, p50 | p95 | its CPU time, p50 | p95 | saved |',
)
console.log('|---|---:|---:|---:|---:|---:|---:|')
for (const [name, { make, query, ratio }] of Object.entries(kinds)) {
  const counted: Taken[] = []
  const called: Taken[] = []
  const saved: number[] = []
  // All made before, so that what is left over of the making is no part of the times.
  const texts = Array.from({ length: 2 * (WARMING + ROUNDS) }, make)
  for (let round = -WARMING; round < ROUNDS; round++) {
    const count = await taken(texts.pop() ?? '', countAlone)
    const call = await taken(texts.pop() ?? '', async (text) => {
      saved.push(await savedShare(text, query, ratio))
    })
    if (round < 0) continue
    counted.push(count)
    called.push(call)
  }
  const { wall, cpu } = { wall: called.map((one) => one.wallMs), cpu: called.map((one) => one.cpuMs) }
  const countMs = at(
    counted.map((one) => one.wallMs),
    0.5,
  )
  const times = [countMs, at(wall, 0.5), at(wall, 0.95), at(cpu, 0.5), at(cpu, 0.95)]
  console.log(
    `| ${name} | ${times.map((ms) => `${ms.toFixed(0)} ms`).join(' | ')} | ${(at(saved, 0.5) * 100).toFixed(1)} % |`,
  )
}
store.close()
rmSync(dataDir, { recursive: true })

async function countAlone(text: string): Promise<void> {
  await countTokens(text, 'o200k_base')
}

async function savedShare(text: string, query: string, ratio: number): Promise<number> {
  const given = {
    messages: [{ role: 'document', content: text }],
    query,
    pinned: [],
    keepLastTurns: 0,
    frozen: 0,
    contentType: null,
  }
  const { refusal, compressed } = await runCompression(
    {
      mode: 'text',
      given,
      continues: null,
      target: { ratio },
      cutsProseBlindly: true,
      encoding: 'o200k_base',
    },
    {
      shorten: (request) => shorten(request, new TokenCounter()),
      originals: store.originals,
      clock: systemClock,
    },
  )
  if (refusal) throw new Error(refusal)
  return 1 - compressed.tokensAfter / compressed.tokensBefore
}

interface Taken {
  wallMs: number
  /** Of this thread; other programs on the machine change it less. */
  cpuMs: number
}

async function taken(text: string, work: (text: string) => Promise<void>): Promise<Taken> {
  const wall = performance.now()
  const cpu = process.threadCpuUsage()
  await work(text)
  const { user, system } = process.threadCpuUsage(cpu)
  return { wallMs: performance.now() - wall, cpuMs: (user + system) / 1_000 }
}

function at(all: readonly number[], share: number): number {
  return all.toSorted((one, other) => one - other)[Math.floor(all.length * share)] ?? 0
}
