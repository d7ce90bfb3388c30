import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { join, resolve } from 'node:path'
import Database from 'better-sqlite3'
import { expect, onTestFinished, test } from 'vitest'
import { memoryLogger } from '../../../tests/support/memory-logger'
import { createRandom } from '../../../tests/support/random'
import { temporaryDirectory } from '../../../tests/support/temporary-directory'
import { VirtualClock } from '../../../tests/support/virtual-clock'
import type { ToolCall } from '../kit/define-tool'
import { migrate } from '../kit/store/migrate'
import { migrations } from './migrations'
import { openMemoryStore } from './store'
import { searchMemory } from './tools/search-memory'

const root = resolve(import.meta.dirname, '../../..')
const names = ['Ada', 'Bob', 'Eve', 'Zoe']
const TABLES = [
  'entity_ranked_own',
  'entity_ranked_window',
  'observation_ranked_own',
  'observation_ranked_window',
]

/** A graph as version 1 left it: four entities, related, with so many observations. */
function oldGraph(observations: number): string {
  const dataDir = temporaryDirectory()
  const db = new Database(join(dataDir, 'memory.db'))
  migrate(db, migrations.slice(0, 1))
  const insert = db.prepare('INSERT INTO observations (entity_id, content) VALUES (?, ?)')
  db.transaction(() => {
    names.forEach((name) =>
      db.prepare("INSERT INTO entities (name, entity_type) VALUES (?, 'person')").run(name),
    )
    db.exec("INSERT INTO relations (from_name, to_name, relation_type) VALUES ('Ada', 'Zoe', 'taught')")
    for (let n = 0; n < observations; n++) insert.run((n % names.length) + 1, `walked on day ${n}`)
  })()
  db.close()
  return dataDir
}

function opened(dataDir: string) {
  const [clock, log] = [new VirtualClock(), memoryLogger()]
  const store = openMemoryStore({ dataDir, clock, log, notice: () => {} })
  onTestFinished(() => store.close())
  const found = (query: string): string[] => store.searchMemory(query, 10).map(({ name }) => name)
  const tool = searchMemory({ store, changed: () => {} })
  const answer = () => tool.run({ query: 'zebra', limit: 1 }, {} as ToolCall)
  return { store, clock, log, found, answer }
}

/** Every word of ranked search with its row and place. */
function contents(path: string): unknown[] {
  const db = new Database(path)
  const words = TABLES.map((table) => {
    db.exec(`CREATE VIRTUAL TABLE temp.words USING fts5vocab(main, ${table}, instance)`)
    const all = db.prepare('SELECT * FROM temp.words ORDER BY doc, col, offset, term').all()
    db.exec('DROP TABLE temp.words')
    return all
  })
  db.close()
  return words
}

/** Rows of the graph, and those that ranked search has. */
function rows(path: string, table: string, index: string): unknown[][] {
  const db = new Database(path, { readonly: true })
  const ids = [`SELECT id FROM ${table} ORDER BY id`, `SELECT rowid FROM ${index}_own ORDER BY rowid`]
  const both = ids.map((sql) => db.prepare(sql).pluck().all())
  db.close()
  return both
}

/** When FTS5 merges a level whole. */
function crisisMerge(path: string): unknown {
  const db = new Database(path, { readonly: true })
  const value = db
    .prepare("SELECT v FROM observation_ranked_window_config WHERE k = 'crisismerge'")
    .pluck()
    .get()
  db.close()
  return value
}

/** The graph stays, nothing of ranked search does. */
function unfill(path: string): void {
  const db = new Database(path)
  for (const table of TABLES) db.exec(`DELETE FROM ${table}`)
  db.exec('UPDATE ranked_filling SET done_to = 0, last_id = 1000000')
  db.close()
}

test('an older graph is filled in slices after the start; until then a search says how much it knows', async () => {
  const dataDir = oldGraph(1_000)
  const { store, clock, log, found, answer } = opened(dataDir)
  expect(crisisMerge(join(dataDir, 'memory.db'))).toBe(1_000)
  expect(store.indexedShare()).toBe(0)
  expect(answer()).toEqual({ structured: { entities: [], indexing: 0 }, isPassing: true })
  expect(found('walking')).toEqual([])
  await clock.advance(1_020)
  expect(store.indexedShare()).toBeGreaterThan(0)
  expect(store.indexedShare()).toBeLessThan(1)
  expect(found('taught')).toHaveLength(2)
  expect(found('day 1')).not.toEqual([])
  expect(store.searchMemory('999', 10)).toEqual([])
  await clock.advance(1_000)
  expect(store.indexedShare()).toBeNull()
  expect(answer()).toEqual({ structured: { entities: [] } })
  expect(found('999')).toEqual(['Zoe'])
  expect(log.lines).toEqual([{ level: 'info', text: 'Ranked search knows the whole graph now.' }])
  expect(clock.pendingTimers).toBe(0)
  expect(crisisMerge(join(dataDir, 'memory.db'))).toBe(16)
})

test('a graph that is new has nothing to fill', () => {
  const { store, clock } = opened(temporaryDirectory())
  expect(store.indexedShare()).toBeNull()
  expect(clock.pendingTimers).toBe(0)
})

test('writes between the slices leave the same index as filling the final graph at once', async () => {
  const dataDir = oldGraph(2_000)
  const { store, clock } = opened(dataDir)
  const random = createRandom(7)
  await clock.advance(1_000)
  for (let n = 0; store.indexedShare() !== null; n++) {
    const entityName = random.pick(names)
    const day = (): string => `walked on day ${random.below(2_000)}`
    random.pick([
      () => store.createEntities([{ name: entityName, entityType: 'person', observations: [day()] }]),
      () => store.addObservations([{ entityName: 'Ada', contents: [day(), `note ${n}`] }]),
      () => store.deleteObservations([{ entityName, observations: [day(), day(), day()] }]),
      () => store.createRelations([{ from: entityName, to: 'Ada', relationType: 'knows' }]),
      () => void (n === 5 && store.deleteEntities(['Zoe'])),
    ])()
    await clock.advance(8)
  }
  const path = join(dataDir, 'memory.db')
  const filled = contents(path)
  const [observations, indexed] = rows(path, 'observations', 'observation_ranked')
  expect(indexed).toEqual(observations)
  store.close()
  unfill(path)
  const again = opened(dataDir)
  await again.clock.advance(60_000)
  expect(again.store.indexedShare()).toBeNull()
  expect(filled).toEqual(contents(path))
})

test('a database that takes nothing is tried again in a minute', async () => {
  const dataDir = oldGraph(10)
  const { store, clock, log, found } = opened(dataDir)
  const other = new Database(join(dataDir, 'memory.db'))
  other.exec(`CREATE TRIGGER full BEFORE UPDATE ON ranked_filling
              BEGIN SELECT RAISE(ABORT, 'database or disk is full'); END`)
  await clock.advance(1_000)
  expect(log.lines).toMatchObject([{ level: 'warn', text: expect.stringContaining('disk is full') }])
  expect(found('walking')).toEqual([])
  other.exec('DROP TRIGGER full')
  other.close()
  await clock.advance(61_000)
  expect(store.indexedShare()).toBeNull()
  expect(found('walking')).toHaveLength(4)
})

test('kill -9 while it is filled: the next start goes on from there', async () => {
  const dataDir = oldGraph(20_000)
  const code = `
    import { systemClock } from '@shared/lib/clock'
    import { openMemoryStore } from ${JSON.stringify(join(root, 'src/servers/memory/store.ts'))}
    const quiet = () => {}
    const log = { debug: quiet, info: quiet, warn: quiet, error: quiet }
    const store = openMemoryStore({ dataDir: ${JSON.stringify(dataDir)}, clock: systemClock, log, notice: quiet })
    setInterval(() => console.log(store.indexedShare()), 1)`
  const args = [
    '--import',
    join(root, 'tests/support/typescript-sources.mjs'),
    '--input-type=module',
    '-e',
    code,
  ]
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] })
  const ended = once(child, 'exit')
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    if (/^0\.[1-9]/m.test(text)) child.kill('SIGKILL')
  })
  expect((await ended)[1]).toBe('SIGKILL')
  const { store, clock, found } = opened(dataDir)
  expect(store.indexedShare()).toBeGreaterThan(0)
  expect(store.indexedShare()).toBeLessThan(1)
  await clock.advance(60_000)
  expect(store.indexedShare()).toBeNull()
  expect([found('0'), found('19999')]).toEqual([['Ada'], ['Zoe']])
}, 30_000)
