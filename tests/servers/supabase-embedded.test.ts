import { cpSync, mkdirSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseProcess } from '@servers/supabase/embedded/database-process'
import { errorText } from '@shared/errors'
import { SECOND } from '@shared/lib/clock'
import { afterAll, afterEach, beforeAll, describe, expect, onTestFinished, test } from 'vitest'
import { buildService, type BuiltService } from '../support/build-service'
import { memoryLogger } from '../support/memory-logger'
import { databaseTemplate, serveSupabase, type ServedSupabase } from '../support/served-supabase'
import { tableSuite, toldArguments } from '../support/supabase-suite'
import { temporaryDirectory } from '../support/temporary-directory'
import { TestCenter } from '../support/test-center'
import { VirtualClock } from '../support/virtual-clock'

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

const workerEntry = (): string => built.entry.replace('service.js', 'worker.js')

async function embedded(database: string | undefined = template.dir): Promise<ServedSupabase> {
  const served = await serveSupabase({
    workerEntry: workerEntry(),
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

  test('a function gets lists, objects and null as they are', async () => {
    const given = { ...toldArguments, grid: null }
    const { structured } = await shared.call('call_function', { name: 'told', arguments: given })
    expect(structured).toEqual({ result: given })
  })

  test('a name that PostgreSQL would cut or end is refused, one that just fits is not', async () => {
    const create = (table: string, column: string) =>
      shared.call('create_table', { table, columns: [{ name: column, type: 'text' }] })
    const tooLong = 'A name has at most 63 bytes (UTF-8), this one has 64.'
    expect((await create('ü'.repeat(32), 'x')).text).toContain(tooLong)
    expect((await create('short', 'ü'.repeat(32))).text).toContain(tooLong)
    expect((await create('a\0b', 'x')).text).toContain('cannot hold the character NUL')
    const longest = `x${'ü'.repeat(31)}`
    expect((await create(longest, longest)).isError).toBeUndefined()
    expect((await shared.call('describe_table', { table: longest })).structured).toMatchObject({
      columns: [{ name: longest }],
    })
    const args = { name: 'add', arguments: { 'a\0': 1, b: 2 } }
    expect((await shared.call('call_function', args)).text).toContain('cannot hold the character NUL')
  })

  test('a table may point to itself, at a column it has', async () => {
    const tree = (target: string) => [
      { name: 'id', type: 'integer', primaryKey: true },
      { name: 'parent', type: 'integer', references: { table: 'tree', column: target } },
    ]
    const wrong = await shared.call('create_table', { table: 'tree', columns: tree('ID') })
    expect(wrong.text).toContain('has no such column')
    expect(
      (await shared.call('create_table', { table: 'tree', columns: tree('id') })).isError,
    ).toBeUndefined()
    const rows = [
      { id: 1, parent: null },
      { id: 2, parent: 1 },
    ]
    expect((await shared.call('insert_rows', { table: 'tree', rows })).structured).toMatchObject({
      inserted: 2,
    })
  })
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
    for (let round = 1; round <= 2; round++) {
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

  /** The process alone, on a clock of the test's own. */
  async function databaseProcess() {
    const dataDir = temporaryDirectory()
    cpSync(template.dir, join(dataDir, 'embedded'), { recursive: true })
    const clock = new VirtualClock()
    const log = memoryLogger()
    const center = new TestCenter({ serviceId: 'supabase', workerEntry: workerEntry() })
    onTestFinished(() => center.close())
    const database = new DatabaseProcess({ center, clock, dataDir, log })
    const run = (sql: string, signal = new AbortController().signal): Promise<(string | null)[]> =>
      database.run([{ sql, params: [] }], { readOnly: false, signal })
    return { clock, center, log, run }
  }

  test('a call under way can be cancelled, and the next one works', async () => {
    const { center, clock, run, log } = await databaseProcess()
    await run('SELECT 1::text')
    const [pid] = center.pids()
    const caller = new AbortController()
    const forever = run('SELECT forever()::text', caller.signal).catch(errorText)
    // Its time limit is set when it begins.
    await clock.advance(0)
    caller.abort()
    expect(await forever).toContain('was cancelled')
    expect(log.lines).toEqual([])
    expect(await run('SELECT 2::text')).toEqual(['2'])
    expect(center.pids()).not.toContain(pid)
  }, 30_000)

  test('a database that breaks says so at once, and the next call works', async () => {
    const { center, run, log } = await databaseProcess()
    await run('SELECT 1::text')
    const [pid] = center.pids()
    // Its stack ends; PGlite then answers nothing, and its next statement would hang.
    const breaking =
      "SELECT count(*)::text FROM repeat('a', 250000) AS x WHERE x LIKE repeat('%a', 9000) || 'b'"
    const said = await run(breaking).catch(errorText)
    expect(said).toMatch(/The embedded database failed: .*Whether the change was made is not known/)
    expect(await run('SELECT 2::text')).toEqual(['2'])
    expect(center.pids()).not.toContain(pid)
    expect(log.lines).toHaveLength(1)
  }, 30_000)

  test('its process is ended when nobody called for two minutes, and started again', async () => {
    const { clock, center, run } = await databaseProcess()
    expect(await run('SELECT 1::text')).toEqual(['1'])
    const [first] = center.pids()
    await clock.advance(119 * SECOND)
    expect(await run('SELECT 2::text')).toEqual(['2'])
    expect(center.pids()).toEqual([first])
    await clock.advance(120 * SECOND)
    await expect.poll(() => center.pids()).toEqual([])
    expect(await run('SELECT 3::text')).toEqual(['3'])
    expect(center.pids()).not.toEqual([first])
  }, 30_000)

  test('a statement that takes longer than 20 s is ended with the process; what waits behind it is done', async () => {
    const { clock, run, log } = await databaseProcess()
    await run('SELECT 1::text')
    const forever = run('SELECT forever()::text').catch(errorText)
    const behind = run('SELECT 2::text')
    const cancelled = new AbortController()
    const never = run('SELECT 3::text', cancelled.signal).catch(errorText)
    cancelled.abort()
    await clock.advance(0)
    await clock.advance(20 * SECOND)
    expect(await forever).toContain('took longer than 20 s')
    expect(await behind).toEqual(['2'])
    expect(await never).toContain('cancelled before it began')
    expect(log.lines).toHaveLength(1)
  }, 30_000)
})
