import { mkdirSync, renameSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import { ResourceUpdatedNotificationSchema } from '@modelcontextprotocol/sdk/types.js'
import { configuredDatabases, findDatabase } from '@servers/sqlite/databases'
import { refuseLinks } from '@servers/sqlite/engine/refuse-links'
import Database from 'better-sqlite3'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { buildService, type BuiltService } from '../support/build-service'
import { serveSqlite } from '../support/served-sqlite'
import { ServiceChild } from '../support/service-child'
import { temporaryDirectory } from '../support/temporary-directory'
import { TestCenter } from '../support/test-center'

let built: BuiltService
beforeAll(async () => void (built = await buildService()))
afterAll(() => built.remove())

function databaseFile(sql: string): string {
  const path = join(temporaryDirectory(), 'shop.db')
  const db = new Database(path)
  db.exec(sql)
  db.close()
  return path
}

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

describe('sqlite over its socket', () => {
  test('a table is made, filled, read, described and listed', async () => {
    const { call, rows, write } = await serveSqlite(built)
    const table = 'CREATE TABLE people (id INTEGER PRIMARY KEY, name TEXT NOT NULL, age INT DEFAULT 1)'
    expect((await call('create_table', { query: table })).text).toBe('Table created successfully')
    const added = await write('INSERT INTO people (name, age) VALUES (?, ?), (?, ?)', [
      'Ann',
      31,
      "O'Hara",
      null,
    ])
    expect(added.structured).toMatchObject({ changes: 2, lastInsertRowid: 2, rows: [] })
    const returned = await write('UPDATE people SET age = :age WHERE id = :id RETURNING name, age', {
      ':id': 2,
      age: 5,
    })
    expect(returned.structured).toMatchObject({ changes: 1, columns: ['name', 'age'], rows: [["O'Hara", 5]] })
    expect(await rows('SELECT name, age FROM people ORDER BY id')).toEqual([
      ['Ann', 31],
      ["O'Hara", 5],
    ])
    await write('CREATE INDEX people_by_name ON people (name)')
    await write('CREATE VIEW old AS SELECT * FROM people WHERE age > 30')
    expect((await call('list_tables')).structured).toEqual({
      tables: [
        { name: 'old', type: 'view' },
        { name: 'people', type: 'table' },
      ],
    })
    expect((await call('describe_table', { table_name: 'PEOPLE' })).structured).toMatchObject({
      table: { name: 'people', type: 'table' },
      columns: [
        { cid: 0, name: 'id', type: 'INTEGER', notnull: false, dflt_value: null, pk: 1, generated: false },
        { name: 'name', notnull: true },
        { name: 'age', dflt_value: '1' },
      ],
      indexes: [{ name: 'people_by_name', unique: false, columns: ['name'] }],
      sql: table,
    })
    await write('DROP TABLE people')
    await write('CREATE TABLE log (a)')
    await write('CREATE TRIGGER people AFTER INSERT ON log BEGIN SELECT 1; END')
    await write(table)
    expect((await call('describe_table', { table_name: 'people' })).structured?.['sql']).toBe(table)
    expect((await write('DROP VIEW old')).structured).toMatchObject({ changes: 0 })
  })

  test('numbers, blobs and names arrive exactly', async () => {
    const { call, rows } = await serveSqlite(built)
    expect(
      await rows("SELECT 9007199254740993, -9007199254740991, 1.5, 9e999, x'00ff', NULL, 'ü\uD83D\uDE00'"),
    ).toEqual([
      [
        '9007199254740993',
        -9007199254740991,
        1.5,
        'Infinity',
        { base64: 'AP8=', bytes: 2 },
        null,
        'ü\uD83D\uDE00',
      ],
    ])
    const params = [1, 1.5, true, 'x', null, { integer: '9007199254740993' }, { base64: 'AP8=' }]
    expect(
      await rows(
        'SELECT typeof(?), typeof(?), typeof(?), typeof(?), typeof(?), typeof(?), typeof(?)',
        params,
      ),
    ).toEqual([['integer', 'real', 'integer', 'text', 'null', 'integer', 'blob']])
    const same = await call('read_query', { query: 'SELECT 1 AS a, 2 AS a, 3 AS __proto__' })
    expect(same.structured).toMatchObject({ columns: ['a', 'a', '__proto__'], rows: [[1, 2, 3]] })
    expect(same.text).toBe('{"a":1,"a":2,"__proto__":3}')
  })

  test('a long answer is cut off and says so', async () => {
    const { call } = await serveSqlite(built, { maxRows: 3, maxResultKb: 4 })
    const numbers = 'WITH RECURSIVE n(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM n) SELECT x FROM n'
    const endless = await call('read_query', { query: numbers })
    expect(endless.structured).toMatchObject({ rows: [[1], [2], [3]], truncated: true })
    expect(endless.text).toContain('Cut off after 3 rows')
    const wide = await call('read_query', { query: `VALUES (hex(zeroblob(1000))), (hex(zeroblob(1500)))` })
    expect(wide.structured).toMatchObject({ truncated: true })
    expect(wide.structured?.['rows']).toHaveLength(1)
    const huge = await call('read_query', { query: 'SELECT hex(zeroblob(3000))' })
    expect(huge).toMatchObject({ isError: true, text: expect.stringContaining('substr()') })
    expect((await call('read_query', { query: 'VALUES (1), (2), (3)' })).structured).toMatchObject({
      truncated: false,
    })
  })

  test('names count as the answer repeats them; elsewhere long ones are cut', async () => {
    const { call, rows, write } = await serveSqlite(built, { maxResultKb: 64 })
    const name = (length: number): string => `"${'n'.repeat(length)}"`
    const numbers = 'WITH RECURSIVE n(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM n LIMIT 400)'
    const cutOff = await call('read_query', { query: `${numbers} SELECT x AS ${name(8_000)} FROM n` })
    expect(cutOff.structured).toMatchObject({ truncated: true })
    expect(cutOff.text.length).toBeLessThan(64 * 1024)
    for (const query of [
      `${numbers} SELECT x AS ${name(900_000)} FROM n`,
      `SELECT 1 AS ${name(900_000)} WHERE 0`,
    ])
      expect(await call('read_query', { query })).toMatchObject({
        isError: true,
        text: expect.stringContaining('shorter names (AS)'),
      })
    await write(`CREATE TABLE ${name(900_000)} (a)`)
    await write(`CREATE TABLE wide (${name(400_000)} REFERENCES ${name(400_000)})`)
    await write(`CREATE INDEX ${name(300_000)} ON wide (${name(400_000)})`)
    expect((await call('list_tables')).text.length).toBeLessThan(1_000)
    const { sql: _, ...described } = (await call('describe_table', { table_name: 'wide' })).structured ?? {}
    expect(described).toMatchObject({
      columns: [{ cid: 0 }],
      indexes: [{ columns: [{}] }],
      foreignKeys: [{}],
    })
    expect(JSON.stringify(described).length).toBeLessThan(2_000)
    const unknown = await call('read_query', { query: `SELECT * FROM m${'n'.repeat(900_000)}` })
    expect(unknown.text.length).toBeLessThan(4_000)
    const plan = await call('explain_query', { query: `SELECT * FROM wide AS ${name(900_000)}` })
    expect(plan).toMatchObject({ isError: false, text: expect.stringMatching(/^SCAN n{1,995}$/) })
    expect(await rows(`SELECT count(*) FROM sqlite_schema`)).toEqual([[3]])
  })

  test('a schema statement that finds nothing to do is no error', async () => {
    const { write } = await serveSqlite(built)
    for (const query of ['REINDEX', 'ANALYZE', 'DROP TABLE IF EXISTS t', 'DROP INDEX IF EXISTS i'])
      expect((await write(query)).structured, query).toMatchObject({ changes: 0, rows: [] })
  })

  test('exports CSV by RFC 4180, and JSON', async () => {
    const { call } = await serveSqlite(built)
    const query = `SELECT 'a,b' AS "x,y", 'he said "no"' AS q, 'two' || char(13, 10) || 'lines' AS l, NULL AS n, '' AS e, 1.5 AS f`
    const csv = await call('export_query', { query })
    expect(csv.text).toBe('"x,y",q,l,n,e,f\r\n"a,b","he said ""no""","two\r\nlines",,"",1.5\r\n')
    expect(csv.structured).toMatchObject({ rows: 1, truncated: false, format: 'csv', data: csv.text })
    const json = await call('export_query', { query: 'SELECT 1 AS a, NULL AS b', format: 'json' })
    expect(JSON.parse(json.text)).toEqual([
      ['a', 'b'],
      [1, null],
    ])
  })

  test('explains without running', async () => {
    const { call, rows, write } = await serveSqlite(built)
    await write('CREATE TABLE t (a INTEGER PRIMARY KEY, b)')
    await write('INSERT INTO t VALUES (1, 2)')
    expect(
      (await call('explain_query', { query: '/* find */ SELECT * FROM t WHERE b = ?', params: [1] })).text,
    ).toBe('SCAN t')
    expect((await call('explain_query', { query: 'DELETE FROM t WHERE a = 1' })).text).toContain(
      'INTEGER PRIMARY KEY',
    )
    expect(await rows('SELECT count(*) FROM t')).toEqual([[1]])
  })

  test('the memo keeps insights and tells who subscribed', async () => {
    const { client, call } = await serveSqlite(built)
    const memo = async () =>
      (await client.readResource({ uri: 'memo://insights' })).contents[0] as { text: string }
    expect((await memo()).text).toContain('No insights yet')
    await client.subscribeResource({ uri: 'memo://insights' })
    const told = new Promise<string>((resolve) => {
      client.setNotificationHandler(ResourceUpdatedNotificationSchema, ({ params }) => resolve(params.uri))
    })
    expect((await call('append_insight', { insight: 'Sales fall\nin May' })).structured).toEqual({
      number: 1,
      insights: 1,
    })
    expect(await told).toBe('memo://insights')
    expect((await memo()).text).toMatch(
      /^# Insights\n\n- #1 Sales fall\n {2}in May \(\d{4}-\d\d-\d\d, test 1\.0\)\n$/,
    )
  })

  test('a long memo shows the newest insights; removed ones make room and leave their number', async () => {
    const { client, call } = await serveSqlite(built)
    const memo = async () =>
      ((await client.readResource({ uri: 'memo://insights' })).contents[0] as { text: string }).text
    const long = 'x'.repeat(9_900)
    for (let n = 1; n <= 22; n++) await call('append_insight', { insight: `${n} ${long}` })
    expect(await memo()).toMatch(/^# Insights\n\n2 older left out: remove_insight [^#]*\n\n- #3 3 x/)
    expect((await memo()).length).toBeLessThan(201_000)
    expect((await call('remove_insight', { number: 22 })).structured).toEqual({ insights: 21 })
    expect(await memo()).toMatch(/^# Insights\n\n1 older left out[^#]*- #2 2 x/)
    expect((await call('remove_insight', { number: 22 })).text).toContain('no insight #22')
    expect((await call('append_insight', { insight: 'next' })).structured).toEqual({
      number: 23,
      insights: 22,
    })
  })

  test('the files of the settings, by name; some only to be read', async () => {
    const shop = databaseFile('CREATE TABLE t (a); INSERT INTO t VALUES (1)')
    const archive = databaseFile('CREATE TABLE t (a); INSERT INTO t VALUES (2)')
    const gone = join(temporaryDirectory(), 'gone.db')
    const { call } = await serveSqlite(built, {
      databases: [shop, `lost = ${gone}`],
      readOnlyDatabases: [`old=${archive}`],
    })
    const listed = (await call('list_databases')).structured?.['databases']
    expect(listed).toMatchObject([
      { name: 'main', writable: true },
      { name: 'shop', path: shop, writable: true },
      { name: 'lost', bytes: null },
      { name: 'old', path: archive, writable: false },
    ])
    const insert = { query: 'INSERT INTO t VALUES (3)' }
    expect((await call('write_query', { ...insert, database: 'shop' })).isError).toBe(false)
    expect((await call('write_query', { ...insert, database: 'old' })).text).toContain('only be read')
    const rows = await call('read_query', { query: 'SELECT a FROM t', database: 'old' })
    expect(rows.structured).toMatchObject({ rows: [[2]] })
    expect((await call('list_tables', { database: 'lost' })).text).toContain('is not there')
    expect((await call('list_tables', { database: 'other' })).text).toContain('"main", "shop", "lost", "old"')
  })

  test('a file put in the place of another is opened anew', async () => {
    const shop = databaseFile('CREATE TABLE t (a); INSERT INTO t VALUES (1)')
    const { call } = await serveSqlite(built, { databases: [shop] })
    const read = async () =>
      (await call('read_query', { query: 'SELECT a FROM t', database: 'shop' })).structured
    expect(await read()).toMatchObject({ rows: [[1]] })
    const other = new Database(databaseFile('CREATE TABLE t (a); INSERT INTO t VALUES (2)'))
    await other.backup(`${shop}.new`)
    other.close()
    renameSync(`${shop}.new`, shop)
    expect(await read()).toMatchObject({ rows: [[2]] })
  })

  test('a link leads where it led at the start, or nowhere', async () => {
    const shop = databaseFile('CREATE TABLE t (a); INSERT INTO t VALUES (1)')
    const secret = databaseFile('CREATE TABLE t (a); INSERT INTO t VALUES (2)')
    const link = join(temporaryDirectory(), 'link.db')
    symlinkSync(shop, link)
    const { call, dataDir } = await serveSqlite(built, { databases: [link] })
    const read = async () => await call('read_query', { query: 'SELECT a FROM t', database: 'link' })
    const leadTo = (target: string): void => {
      symlinkSync(target, `${link}.new`)
      renameSync(`${link}.new`, link)
    }
    expect((await read()).structured).toMatchObject({ rows: [[1]] })
    for (const target of [secret, join(dataDir, 'insights.db'), join(dataDir, 'not-yet.db')]) {
      leadTo(target)
      expect(await read()).toMatchObject({
        isError: true,
        text: expect.stringContaining('leads to another file than when SQLite was started'),
      })
    }
    leadTo(shop)
    expect((await read()).structured).toMatchObject({ rows: [[1]] })
  })

  test('a link beside a database is not written through', async () => {
    const shop = databaseFile('CREATE TABLE t (a)')
    const { call } = await serveSqlite(built, { databases: [shop] })
    const insert = { query: 'INSERT INTO t VALUES (1)', database: 'shop' }
    for (const ending of ['-wal', '-shm', '-journal']) {
      symlinkSync(join(temporaryDirectory(), 'target'), shop + ending)
      expect((await call('write_query', insert)).text).toContain(`${ending} is a link`)
      rmSync(shop + ending)
      expect((await call('write_query', insert)).isError).toBe(false)
    }
  })

  test.each([
    [{ databases: ['relative.db'] }, 'no absolute path'],
    [{ databases: ['/a/x.db', '/b/x.db'] }, 'Two databases are called "x"'],
    [{ readOnlyDatabases: ['main=/a/x.db'] }, 'Two databases are called "main"'],
  ])('settings %j are explained', async (settings, text) => {
    await expect(serveSqlite(built, settings)).rejects.toThrow(text)
  })

  test("OmniMind's own databases are not for clients, by no link either", () => {
    const home = temporaryDirectory()
    const elsewhere = temporaryDirectory()
    const dataDir = join(home, 'services', 'sqlite')
    mkdirSync(dataDir, { recursive: true })
    const control = join(home, 'control.db')
    writeFileSync(control, '')
    symlinkSync(control, join(elsewhere, 'file.db'))
    symlinkSync(home, join(elsewhere, 'folder'))
    for (const path of [control, join(elsewhere, 'file.db'), join(elsewhere, 'folder', 'new.db')]) {
      const settings = { databases: [path], readOnlyDatabases: [], maxDatabaseMb: 16 }
      expect(() => configuredDatabases(dataDir, settings), path).toThrow('belongs to OmniMind itself')
    }
  })

  test("a database that came to lie in OmniMind's own data is refused when it is opened", () => {
    const shop = databaseFile('CREATE TABLE t (a)')
    const home = join(temporaryDirectory(), 'home')
    const settings = { databases: [shop], readOnlyDatabases: [], maxDatabaseMb: 16 }
    const database = findDatabase(configuredDatabases(join(home, 'services', 'sqlite'), settings), 'shop')
    expect(() => refuseLinks(database)).not.toThrow()
    symlinkSync(dirname(shop), home)
    expect(() => refuseLinks(database)).toThrow('belongs to OmniMind itself')
  })

  test('errors say what to do next', async () => {
    const broken = join(temporaryDirectory(), 'broken.db')
    writeFileSync(broken, 'no database at all, but a text that is long enough to be read as one '.repeat(20))
    const { call, write } = await serveSqlite(built, { databases: [broken] })
    const text = async (name: string, query: string, more = {}) => (await call(name, { query, ...more })).text
    expect(await text('read_query', 'SELECT * FROM t')).toContain('no tables yet')
    await write('CREATE TABLE t (a UNIQUE)')
    expect(await text('read_query', 'SELECT * FROM tt')).toBe('no such table: tt. There are: t.')
    expect(await text('read_query', 'SELEC 1')).toContain('read_query takes one')
    expect(await text('read_query', '')).toContain('There is no statement')
    expect(await text('read_query', 'INSERT INTO t VALUES (1)')).toContain('use write_query')
    expect(await text('read_query', 'WITH x AS (SELECT 1) INSERT INTO t SELECT * FROM x')).toContain(
      'use write_query',
    )
    for (const query of ['EXPLAIN INSERT INTO t VALUES (1)', 'EXPLAIN QUERY PLAN DELETE FROM t'])
      for (const tool of ['read_query', 'write_query', 'export_query'])
        expect(await text(tool, query), tool).toContain('use explain_query, without the word EXPLAIN')
    expect(await text('read_query', 'EXPLAIN WITH x AS (SELECT 1) INSERT INTO t SELECT * FROM x')).toContain(
      'use explain_query',
    )
    expect(await text('read_query', 'SELECT ?1, ?2', { params: [1] })).toContain('go up to ?2')
    expect(await text('write_query', 'SELECT 1')).toContain('use read_query')
    expect(await text('write_query', 'WITH x AS (SELECT 1) SELECT * FROM x')).toContain('use read_query')
    expect(await text('create_table', 'DROP TABLE t')).toContain('create_table takes one')
    expect(await text('create_table', 'CREATE TEMP TABLE u (a)')).toContain('gone before the next call')
    expect(await text('read_query', 'SELECT ?', { params: [] })).toContain('Too few parameter')
    expect(await text('read_query', 'SELECT :a', { params: { b: 1 } })).toContain('Missing named parameter')
    expect(await text('write_query', 'BEGIN')).toContain('transaction of its own')
    expect((await call('describe_table', { table_name: 'tt' })).text).toContain('There are: "t"')
    expect((await call('list_tables', { database: 'broken' })).text).toContain('no SQLite database')
    await write('INSERT INTO t VALUES (1)')
    expect(await text('write_query', 'INSERT INTO t VALUES (2), (1)')).toContain('UNIQUE constraint failed')
    expect((await call('read_query', { query: 'SELECT a FROM t' })).structured).toMatchObject({ rows: [[1]] })
  })
})

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
