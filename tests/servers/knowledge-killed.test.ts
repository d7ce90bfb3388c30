import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { buildService, type BuiltService } from '../support/build-service'
import { ServiceChild } from '../support/service-child'

/** How long after the call the process is killed: before, in the middle of and after the transaction. */
const KILL_AFTER_MS = [0, 10, 25, 50, 100]
const BATCH = 200

let built: BuiltService
let dataDir: string
beforeAll(async () => {
  built = await buildService()
  dataDir = mkdtempSync(join(tmpdir(), 'omni-killed-'))
})
afterAll(() => {
  built.remove()
  rmSync(dataDir, { recursive: true, force: true })
})

/** @returns whether the call was answered before the process died */
async function rememberAndKill(round: number, killAfterMs: number): Promise<boolean> {
  const child = new ServiceChild(built.entry)
  await child.start('knowledge', dataDir)
  const client = await child.client()
  const entries = Array.from({ length: BATCH }, (_, n) => ({
    source: `round ${round}`,
    key: `${n}`,
    value: `falcon ${n} `.repeat(200),
  }))
  const answered = client.callTool({ name: 'remember_batch', arguments: { entries } }).then(
    ({ isError }) => isError === undefined,
    () => false,
  )
  const timer = setTimeout(() => void child.kill(), killAfterMs)
  const wasAnswered = await Promise.race([answered, child.ended().then(() => false)])
  clearTimeout(timer)
  await child.kill()
  return wasAnswered
}

test('a batch whose process is killed with -9 is there whole or not at all, in table and index', async () => {
  const acknowledged: boolean[] = []
  for (const [round, killAfterMs] of KILL_AFTER_MS.entries())
    acknowledged.push(await rememberAndKill(round, killAfterMs))
  expect(acknowledged).toContain(false)

  const db = new Database(join(dataDir, 'knowledge.db'))
  const kept = KILL_AFTER_MS.map((_, round) =>
    db
      .prepare<[string], number>('SELECT count(*) FROM knowledge WHERE source = ?')
      .pluck()
      .get(`round ${round}`),
  )
  for (const [round, count] of kept.entries())
    expect([acknowledged[round] ? BATCH : 0, BATCH]).toContain(count)
  const indexed = db
    .prepare<[], number>(
      `SELECT count(*) FROM knowledge_search_own WHERE knowledge_search_own MATCH 'falcon'`,
    )
    .pluck()
    .get()
  expect(indexed).toBe(kept.reduce<number>((sum, count) => sum + (count ?? 0), 0))
  for (const table of ['knowledge_search_own', 'knowledge_search_window'])
    db.prepare(`INSERT INTO ${table} (${table}) VALUES ('integrity-check')`).run()
  expect(db.pragma('integrity_check', { simple: true })).toBe('ok')
  db.close()
})
