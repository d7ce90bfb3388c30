import { statSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import Database from 'better-sqlite3'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { buildService, type BuiltService } from '../support/build-service'
import { ServiceChild } from '../support/service-child'
import { temporaryDirectory } from '../support/temporary-directory'
import { TestCenter } from '../support/test-center'

let built: BuiltService
beforeAll(async () => void (built = await buildService()))
afterAll(() => built.remove())

/** The real service process, whose requests a test center answers. */
async function startService(dataDir: string) {
  const center = new TestCenter({ serviceId: 'sqlite', workerEntry: join(dirname(built.entry), 'worker.js') })
  const child = new ServiceChild(built.entry)
  child.center = center
  await child.start('sqlite', dataDir)
  const client = await child.client()
  const call = async (name: string, query: string) => await client.callTool({ name, arguments: { query } })
  return { center, child, client, call }
}

/** A write is under way once the log holds pages that did not fit the cache (16 MB). */
async function writingBegan(dataDir: string, ended: () => boolean): Promise<void> {
  const size = (): number => statSync(join(dataDir, 'main.db-wal'), { throwIfNoEntry: false })?.size ?? 0
  while (size() < 1_000_000) {
    if (ended()) throw new Error('The write ended before it was seen.')
    await setTimeout(5)
  }
}

test('kill -9 of service and worker in the middle of a write leaves the database whole', async () => {
  const dataDir = temporaryDirectory()
  const first = await startService(dataDir)
  expect(await first.call('create_table', 'CREATE TABLE t (a)')).not.toHaveProperty('isError')
  await first.call('write_query', "INSERT INTO t VALUES ('before')")
  const many =
    'WITH RECURSIVE n(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM n) SELECT zeroblob(100000) FROM n'
  const write = first.call('write_query', `INSERT INTO t ${many}`)
  let hasEnded = false
  write.catch(() => {}).finally(() => (hasEnded = true))
  await writingBegan(dataDir, () => hasEnded)
  await Promise.all([first.center.close(), first.child.kill()])
  await expect(write).rejects.toThrow('closed')

  const second = await startService(dataDir)
  expect(await second.call('read_query', 'SELECT * FROM t')).toMatchObject({
    structuredContent: { rows: [['before']] },
  })
  const after = await second.call('write_query', "INSERT INTO t VALUES ('after')")
  expect(after).toMatchObject({ structuredContent: { changes: 1 } })
  await second.client.close()
  await Promise.all([second.center.close(), second.child.kill()])
  const db = new Database(join(dataDir, 'main.db'))
  expect(db.pragma('integrity_check', { simple: true })).toBe('ok')
  expect(db.prepare('SELECT a FROM t').pluck().all()).toEqual(['before', 'after'])
  db.close()
})
