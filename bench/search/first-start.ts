/**
 * Memory's first start after an update, with a large graph: time until the service listens, then, while ranked search is
 * filled in the background, the longest turn of its event loop and how long clients wait.
 *
 * Run: node --import ./tests/support/typescript-sources.mjs bench/search/first-start.ts [observations]
 */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { buildService } from '../../tests/support/build-service.ts'
import { ServiceChild } from '../../tests/support/service-child.ts'
import { percentile } from '../../tests/support/statistics.ts'
import { migrate } from '../../src/servers/kit/store/migrate.ts'
import { migrations } from '../../src/servers/memory/migrations.ts'
import { labelledCollection } from './labelled.ts'

const OBSERVATIONS = Number(process.argv[2] ?? 220_000)
/** Tells the longest turn so far twice a second. */
const watchTurns = `data:text/javascript,import { monitorEventLoopDelay } from 'node:perf_hooks'
const turns = monitorEventLoopDelay({ resolution: 1 })
setTimeout(() => turns.enable(), 900)
setInterval(() => process.stderr.write('longest turn ' + turns.max / 1e6 + String.fromCharCode(10)), 500)`

const { passages } = labelledCollection()
const dataDir = mkdtempSync(join(tmpdir(), 'omni-first-start-'))
writeGraph()
const built = await buildService()
const child = new ServiceChild(built.entry, [
  `--import=${watchTurns.replaceAll('\n', ';').replaceAll(' ', '%20')}`,
])
const started = performance.now()
await child.start('memory', dataDir)
const listening = performance.now() - started
const client = await child.client()
const waits: { search: number; write: number }[] = []
for (let n = 0, indexing: unknown = 0; indexing !== undefined; n++) {
  const search = performance.now()
  const answer = await client.callTool({
    name: 'search_memory',
    arguments: { query: 'a harbour in the morning' },
  })
  indexing = (answer.structuredContent as Record<string, unknown>)['indexing']
  const write = performance.now()
  const observations = [{ entityName: 'Entity 5', contents: [`written at ${n}`] }]
  await client.callTool({ name: 'add_observations', arguments: { observations } })
  waits.push({ search: write - search, write: performance.now() - write })
  await new Promise((resolve) => setTimeout(resolve, 100))
}
const filled = performance.now() - started
await new Promise((resolve) => setTimeout(resolve, 600))
console.log(
  `${OBSERVATIONS} observations: listening after ${listening.toFixed(0)} ms, filled after ${filled.toFixed(0)} ms`,
)
console.log(`${child.stderr.trim().split('\n').at(-1)} ms`)
for (const what of ['search', 'write'] as const) {
  const at = (share: number): string =>
    percentile(
      waits.map((wait) => wait[what]),
      share,
    ).toFixed(1)
  console.log(`${waits.length} times ${what}: p50 ${at(0.5)}, p95 ${at(0.95)}, slowest ${at(1)} ms`)
}
await client.close()
await child.kill()
built.remove()
rmSync(dataDir, { recursive: true })

/** As version 1 left it. */
function writeGraph(): void {
  const db = new Database(join(dataDir, 'memory.db'))
  db.pragma('journal_mode = WAL')
  migrate(db, migrations.slice(0, 1))
  const entity = db.prepare("INSERT INTO entities (name, entity_type) VALUES (?, 'person')")
  const observation = db.prepare('INSERT INTO observations (entity_id, content) VALUES (?, ?)')
  const search = db.prepare('INSERT INTO observation_search (rowid, content) VALUES (?, ?)')
  db.transaction(() => {
    for (let n = 0; n < OBSERVATIONS; n++) {
      if (n % 20 === 0) entity.run(`Entity ${n / 20}`)
      const text = passages[n % passages.length]?.text ?? ''
      search.run(observation.run(Math.floor(n / 20) + 1, text).lastInsertRowid, text.toLowerCase())
    }
  })()
  db.close()
}
