import { mkdirSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { buildService, type BuiltService } from '../support/build-service'
import { databaseTemplate, serveSupabase, type ServedSupabase } from '../support/served-supabase'
import { tableSuite } from '../support/supabase-suite'

let built: BuiltService
let template: { dir: string; remove(): void }
let open: ServedSupabase[] = []

beforeAll(
  async () => void ([built, template] = await Promise.all([buildService(), databaseTemplate()])),
  60_000,
)
afterAll(() => {
  template.remove()
  built.remove()
})

async function embedded(database: string | undefined = template.dir): Promise<ServedSupabase> {
  const served = await serveSupabase({
    workerEntry: built.entry.replace('service.js', 'worker.js'),
    ...(database ? { database } : {}),
  })
  open.push(served)
  return served
}
const closeAll = async (): Promise<void> => {
  await Promise.all(open.map((one) => one.close()))
  open = []
}

describe('one database for all', () => {
  let shared: ServedSupabase
  beforeAll(async () => void (shared = await embedded()))
  afterAll(closeAll)
  tableSuite('the embedded database', () => shared)
})

describe('the embedded database', () => {
  afterEach(closeAll)

  test('is there on first start: made by the first call, never half', async () => {
    const { call, served, center } = await embedded('')
    mkdirSync(join(served.dataDir, 'embedded.new'))
    expect(center.pids()).toEqual([])
    const columns = [
      { name: 'id', type: 'bigint', primaryKey: true, default: 'next_number' },
      { name: 'what "ever"', type: 'text', nullable: false, unique: true },
      { name: 'at', type: 'timestamptz', default: 'now' },
    ]
    expect(await call('create_table', { table: 'notes', columns })).toMatchObject({
      structured: { table: 'notes' },
    })
    expect(readdirSync(served.dataDir)).toEqual(['embedded'])
    const more = [{ name: 'note', type: 'bigint', references: { table: 'notes', column: 'id' } }]
    expect((await call('create_table', { table: 'links', columns: more })).isError).toBeUndefined()
    expect((await call('create_table', { table: 'notes', columns })).text).toContain('exists already')
    const wrong = [{ name: 'x', type: 'text', references: { table: 'nowhere', column: 'id' } }]
    expect((await call('create_table', { table: 'third', columns: wrong })).text).toContain(
      'no table "nowhere"',
    )
    const inserted = await call('insert_rows', { table: 'notes', rows: [{ 'what "ever"': 'x' }] })
    expect(inserted.structured).toMatchObject({ rows: [{ id: 1, at: expect.stringMatching(/^20\d\d-/) }] })
    expect((await call('connection_info')).structured).toMatchObject({
      database: 'embedded',
      readOnly: false,
    })
    for (const tool of ['list_buckets', 'list_files'])
      expect((await call(tool, { bucket: 'x' })).text).toContain('They need a Supabase project')
    expect(center.pids()).toHaveLength(1)
  }, 60_000)

  test('kill -9 in the middle of writing loses no row that was answered and keeps no half one', async () => {
    const { call, center } = await embedded()
    let answered = 0
    for (let round = 1; round <= 3; round++) {
      const writing = (async () => {
        for (;;) {
          const rows = Array.from({ length: 50 }, (_, n) => ({ title: `${answered + n}` }))
          const { isError } = await call('insert_rows', { table: 'books', rows })
          if (isError) return
          answered += 50
        }
      })()
      const target = answered + 50 * round
      await expect.poll(() => answered, { timeout: 20_000, interval: 1 }).toBeGreaterThanOrEqual(target)
      process.kill(center.pids()[0] ?? 0, 'SIGKILL')
      await writing
      const { structured } = await call('select_rows', { table: 'books', count: true, limit: 1 })
      const { total } = structured as { total: number }
      // The call under way may have been done without being answered.
      expect([answered, answered + 50]).toContain(total)
      answered = total
    }
  }, 60_000)

  test('a call that takes too long by far can be cancelled, and the next one works', async () => {
    const { served, center, call } = await embedded()
    const { client } = await served.connect()
    const caller = new AbortController()
    const forever = client.callTool({ name: 'call_function', arguments: { name: 'forever' } }, undefined, {
      signal: caller.signal,
    })
    forever.catch(() => {})
    await expect.poll(() => center.pids().length).toBe(1)
    const [pid] = center.pids()
    caller.abort()
    await expect(forever).rejects.toThrow()
    await expect.poll(() => center.pids()).not.toContain(pid)
    const added = await call('call_function', { name: 'add', arguments: { a: 1, b: 1 } })
    expect(added.structured).toEqual({ result: 2 })
    await client.close()
  }, 30_000)
})
