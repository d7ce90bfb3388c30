/**
 * What ranked search costs when much is kept: times of searches over 60,000 entries, of the worst word, and of
 * writes. Memory's first start after an update: first-start.ts.
 *
 * Run: node --import ./tests/support/typescript-sources.mjs bench/search/scale.ts
 */
import Database from 'better-sqlite3'
import { percentile, seededRandom } from '../../tests/support/statistics.ts'
import { createRankedTables, openRankedIndex } from '../../src/servers/kit/search/ranked-index.ts'
import { queryTerms } from '../../src/servers/kit/search/search-words.ts'
import { migrate } from '../../src/servers/kit/store/migrate.ts'
import { createVectors } from '../../src/servers/knowledge/embeddings/vectors.ts'
import { migrations as knowledgeMigrations } from '../../src/servers/knowledge/migrations.ts'
import { labelledCollection } from './labelled.ts'
import { startService } from './server-searches.ts'

const ROWS = 60_000
const { passages, questions } = labelledCollection()
const passage = (n: number): string => passages[n % passages.length]?.text ?? ''

searches()
await vectors()
await writes()

function searches(): void {
  const db = new Database(':memory:')
  createRankedTables(db, 'rows')
  const index = openRankedIndex(db, 'rows')
  db.transaction(() => {
    for (let n = 0; n < ROWS; n++)
      index.put(n + 1, {
        title: `common ${n}`,
        text: passage(n * 7),
        around: `${passage(n * 7 - 7)} ${passage(n * 7 + 7)}`,
      })
  })()
  report(
    `${ROWS} rows, the labelled questions`,
    questions.map(({ text }) => timed(() => index.rank(queryTerms(text), 100))),
  )
  const repeat = (query: string): number[] =>
    Array.from({ length: 50 }, (_, n) => timed(() => index.rank(queryTerms(`${query} ${n}`), 100)))
  report(`${ROWS} rows, a word of every row beside a rare one`, repeat('common'))
  const alone = Array.from({ length: 20 }, () => timed(() => index.rank(queryTerms('common'), 100)))
  report(`${ROWS} rows, a word of every row alone`, alone)
  db.close()
}

/** The largest number that is compared one by one. */
async function vectors(): Promise<void> {
  const db = new Database(':memory:')
  migrate(db, knowledgeMigrations)
  const compared = createVectors(db, 'model')
  const random = seededRandom(1)
  const vector = (): Float32Array => Float32Array.from({ length: 768 }, () => random() - 0.5)
  const insert = db.prepare("INSERT INTO knowledge VALUES (?, 's', 'c', ?, 'v', '{}', 0, 0)")
  for (let id = 1; id <= 20_000; id++) {
    insert.run(id, `${id}`)
    compared.save([{ id, updatedAt: 0 }], [vector()])
  }
  const everything = { source: null, category: null }
  const times: number[] = []
  for (let n = 0; n < 20; n++) {
    const started = performance.now()
    await compared.rank(vector(), everything, [], 100)
    times.push(performance.now() - started)
  }
  report('20,000 vectors of 768 numbers', times)
  db.close()
}

async function writes(): Promise<void> {
  const { client, close } = await startService('knowledge')
  const call = async (name: string, args: Record<string, unknown>): Promise<number> => {
    const started = performance.now()
    await client.callTool({ name, arguments: args })
    return performance.now() - started
  }
  const single: number[] = []
  for (let n = 0; n < 500; n++) single.push(await call('remember', { key: `one ${n}`, value: passage(n) }))
  report('remember, one entry', single)
  const batches: number[] = []
  for (let n = 0; n < 20; n++) {
    const entries = Array.from({ length: 200 }, (_, m) => ({ key: `${n} ${m}`, value: passage(n * 200 + m) }))
    batches.push(await call('remember_batch', { entries }))
  }
  report('remember_batch, 200 entries', batches)
  report('remember, 1 MB', [await call('remember', { key: 'large', value: 'some words '.repeat(95_000) })])
  report('list_memories, 4,501 entries', [await call('list_memories', {})])
  report('forget by filter, 4,501 entries', [
    await call('forget', { source: 'general', confirmCount: 4_501 }),
  ])
  await close()
}

function timed(run: () => unknown): number {
  const started = performance.now()
  run()
  return performance.now() - started
}

function report(what: string, times: readonly number[]): void {
  const at = (share: number): string => percentile(times, share).toFixed(2)
  console.log(`| ${what} | ${times.length} | ${at(0.5)} | ${at(0.95)} | ${at(1)} |`)
}
