import { existsSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { buildService, type BuiltService } from '../support/build-service'
import { serveSqlite, type ServedSqlite } from '../support/served-sqlite'
import { temporaryDirectory } from '../support/temporary-directory'

let built: BuiltService
beforeAll(async () => void (built = await buildService()))
afterAll(() => built.remove())

/** A table with one row that no attack may touch. */
async function withRow(settings = {}): Promise<ServedSqlite> {
  const sqlite = await serveSqlite(built, settings)
  await sqlite.write('CREATE TABLE safe (a, b)')
  await sqlite.write("INSERT INTO safe VALUES (1, 'kept')")
  return sqlite
}

async function untouched({ rows, call }: ServedSqlite): Promise<void> {
  expect(await rows('SELECT a, b FROM safe')).toEqual([[1, 'kept']])
  expect((await call('list_tables')).structured).toMatchObject({ tables: [{ name: 'safe' }] })
  expect(await rows('PRAGMA integrity_check')).toEqual([['ok']])
}

const endless = 'WITH RECURSIVE n(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM n)'

describe('attacks by SQL', () => {
  test("D1 '; DROP, in a name, a value and a parameter", async () => {
    const sqlite = await withRow()
    const evil = "safe'); DROP TABLE safe; --"
    expect((await sqlite.call('describe_table', { table_name: evil })).text).toContain(
      'There is no table or view',
    )
    const asValue = await sqlite.call('read_query', {
      query: `SELECT * FROM safe WHERE b = 'x'; DROP TABLE safe; --'`,
    })
    expect(asValue).toMatchObject({ isError: true, text: expect.stringContaining('More than one statement') })
    expect(await sqlite.rows('SELECT count(*) FROM safe WHERE b = ?', [evil])).toEqual([[0]])
    await untouched(sqlite)
  })

  test('D2 stacked statements', async () => {
    const sqlite = await withRow()
    const stacked = [
      ['read_query', 'SELECT 1; DROP TABLE safe'],
      ['read_query', 'SELECT 1;;DELETE FROM safe'],
      ['read_query', 'SELECT 1 /* */ ; -- x\n DROP TABLE safe'],
      ['write_query', 'INSERT INTO safe VALUES (2, 3); DROP TABLE safe'],
      ['write_query', 'DELETE FROM safe WHERE 0; DELETE FROM safe'],
      ['create_table', 'CREATE TABLE x (a); DROP TABLE safe'],
      ['explain_query', 'SELECT 1; DROP TABLE safe'],
      ['export_query', 'SELECT 1; DROP TABLE safe'],
    ] as const
    for (const [tool, query] of stacked) {
      const answer = await sqlite.call(tool, { query })
      expect(answer, query).toMatchObject({
        isError: true,
        text: expect.stringContaining('More than one statement'),
      })
    }
    await untouched(sqlite)
  })

  test('D2 a NUL does not cut a statement', async () => {
    const { call, rows, write } = await serveSqlite(built)
    await write('CREATE TABLE t (id, b)')
    await write('INSERT INTO t VALUES (1, 1), (2, ?1)', ['a\0b'])
    for (const [tool, query] of [
      ['write_query', 'UPDATE t SET b = 0\0 WHERE id = 1'],
      ['read_query', 'SELECT 1\0; ATTACH x AS y'],
      ['explain_query', 'DELETE FROM t\0 WHERE id = 1'],
      ['export_query', 'SELECT 1 --\0'],
      ['create_table', 'CREATE TABLE u (a)\0'],
    ] as const)
      expect((await call(tool, { query })).text, tool).toContain('NUL')
    expect((await call('describe_table', { table_name: 't\0u' })).text).toContain('no table or view')
    expect(await rows('SELECT b FROM t ORDER BY id')).toEqual([[1], ['a\0b']])
  })

  test('D3 ATTACH, DETACH, VACUUM INTO and their disguises reach no other file', async () => {
    const sqlite = await withRow()
    const other = join(temporaryDirectory(), 'other.db')
    const statements = [
      `ATTACH '${other}' AS o`,
      `/**/ATTACH/**/DATABASE '${other}' AS o`,
      `;;ATTACH '${other}' AS o`,
      `\uFEFFATTACH '${other}' AS o`,
      `-- SELECT\nattach '${other}' AS o`,
      `EXPLAIN ATTACH '${other}' AS o`,
      `ATTACH 'file:${other}?mode=rwc' AS o`,
      'DETACH main',
      `VACUUM INTO '${other}'`,
      `VACUUM main INTO '${other}'`,
    ]
    for (const query of statements)
      for (const tool of ['read_query', 'write_query', 'create_table', 'explain_query', 'export_query'])
        expect(await sqlite.call(tool, { query }), `${tool} ${query}`).toMatchObject({ isError: true })
    expect(existsSync(other)).toBe(false)
    expect((await sqlite.call('read_query', { query: statements[0] })).text).toContain('list_databases')
    await untouched(sqlite)
  })

  test('D4 load_extension and functions that reach out of the database', async () => {
    const sqlite = await withRow()
    const queries = [
      `SELECT load_extension('/tmp/evil.so')`,
      `SELECT load_extension('/tmp/evil.so', 'main')`,
      `SELECT readfile('/etc/hostname')`,
      `SELECT writefile('/tmp/evil', 'x')`,
      `SELECT edit('x', 'sh')`,
      `SELECT fts3_tokenizer('evil', x'0000000000000000')`,
      `SELECT * FROM fsdir('/')`,
    ]
    for (const query of queries)
      expect(await sqlite.call('read_query', { query }), query).toMatchObject({ isError: true })
    await untouched(sqlite)
  })

  test('D5 PRAGMA writable_schema, everything else a PRAGMA sets, and writing the schema itself', async () => {
    const sqlite = await withRow()
    const pragmas = [
      'PRAGMA writable_schema = ON',
      'PRAGMA/**/writable_schema(1)',
      'pragma main.writable_schema = 1',
      'EXPLAIN PRAGMA writable_schema = ON',
      'EXPLAIN QUERY PLAN PRAGMA writable_schema = ON',
      'PRAGMA query_only = OFF',
      'PRAGMA trusted_schema = ON',
      'PRAGMA journal_mode = OFF',
      'PRAGMA journal_mode(memory)',
      'PRAGMA user_version = 5',
      'PRAGMA user_version/**/(5)',
      'PRAGMA synchronous = OFF',
      'PRAGMA max_page_count = 1',
      'PRAGMA temp_store_directory = "/tmp"',
      'PRAGMA key = 1',
      'PRAGMA wal_checkpoint(TRUNCATE)',
      'PRAGMA optimize',
      'PRAGMA incremental_vacuum(10)',
    ]
    for (const query of pragmas)
      for (const tool of ['read_query', 'write_query', 'explain_query'])
        expect(await sqlite.call(tool, { query }), `${tool} ${query}`).toMatchObject({ isError: true })
    const schema = [
      `UPDATE sqlite_schema SET sql = 'x'`,
      `DELETE FROM sqlite_master`,
      `INSERT INTO sqlite_schema VALUES ('table', 'x', 'x', 2, 'CREATE TABLE x (a)')`,
    ]
    for (const query of schema)
      expect((await sqlite.call('write_query', { query })).text).toContain('may not be modified')
    await untouched(sqlite)
  })

  test('nothing temporary hides a table, or waits for the writes of others', async () => {
    const sqlite = await withRow()
    const temporary = [
      'CREATE TABLE temp.safe (a, b)',
      'CREATE TABLE "temp" . safe (a, b)',
      'CREATE TABLE [TEMP].safe AS SELECT * FROM main.safe',
      'CREATE VIRTUAL TABLE temp.safe USING fts5 (a, b)',
      'CREATE VIEW temp.safe AS SELECT 9 AS a, 9 AS b',
      'CREATE TRIGGER temp.t AFTER INSERT ON main.safe BEGIN DELETE FROM safe; END',
    ]
    for (const query of temporary)
      expect(await sqlite.call('write_query', { query }), query).toMatchObject({
        isError: true,
        text: expect.stringContaining('Leave out "temp"'),
      })
    expect((await sqlite.call('create_table', { query: temporary[0] })).isError).toBe(true)
    await sqlite.write("INSERT INTO safe VALUES (2, 'of another client')")
    expect(await sqlite.rows('SELECT a FROM main.safe')).toEqual([[1], [2]])
    await sqlite.write('DELETE FROM safe WHERE a = 2')
    await untouched(sqlite)
  })

  test('D6 a recursive CTE bomb ends at the time limit, and the next call works', async () => {
    const sqlite = await withRow({ timeLimitS: 1 })
    const started = performance.now()
    const bomb = await sqlite.call('read_query', { query: `${endless} SELECT count(*) FROM n` })
    expect(bomb).toMatchObject({ isError: true, text: expect.stringContaining('longer than 1 s') })
    expect(performance.now() - started).toBeLessThan(4_000)
    const write = await sqlite.call('write_query', {
      query: `INSERT INTO safe ${endless} SELECT x, x FROM n`,
    })
    expect(write).toMatchObject({ isError: true, text: expect.stringContaining('rolled back') })
    await untouched(sqlite)
  })

  test('D7 a LIKE bomb ends at the time limit, and the next call works', async () => {
    const sqlite = await withRow({ timeLimitS: 1 })
    const query = `SELECT replace(hex(zeroblob(500000)), '0', 'a') LIKE ?`
    const bomb = await sqlite.call('read_query', { query, params: [`%${'a'.repeat(40_000)}b`] })
    expect(bomb).toMatchObject({ isError: true, text: expect.stringContaining('longer than 1 s') })
    const longer = await sqlite.call('read_query', {
      query: `SELECT 'x' LIKE ?`,
      params: ['%a'.repeat(30_000)],
    })
    expect(longer).toMatchObject({ isError: true, text: expect.stringContaining('too complex') })
    await untouched(sqlite)
  })

  test.each([
    ['a blob of a gigabyte', 'SELECT zeroblob(1e9)'],
    ['a blob of 500 MB', 'SELECT zeroblob(5e8)'],
    ['a text of 500 MB', `SELECT printf('%*c', 500000000, 'x')`],
    ['a text that doubles', `SELECT replace(hex(zeroblob(1e8)), '0', 'abcdefgh')`],
    ['an aggregate without end', `${endless} SELECT group_concat(hex(zeroblob(1e5))) FROM n`],
    ['a sort without end', `${endless} SELECT x FROM n ORDER BY -x`],
    ['JSON without end', `${endless} SELECT json_group_array(hex(zeroblob(1e5))) FROM n`],
  ])('D8 %s ends in an error, and the next call works', async (_, query) => {
    const sqlite = await withRow({ memoryLimitMb: 256, timeLimitS: 10 })
    const bomb = await sqlite.call('read_query', { query })
    expect(bomb.isError).toBe(true)
    expect(bomb.text).toMatch(/512 MB|larger than an answer|more than 256 MB|not enough memory/)
    await untouched(sqlite)
  })

  test('a database cannot fill the disk', async () => {
    const sqlite = await withRow({ maxDatabaseMb: 16 })
    const query = 'INSERT INTO safe SELECT 1, zeroblob(20000000)'
    expect((await sqlite.call('write_query', { query })).text).toContain('largest size its settings allow')
    await untouched(sqlite)
  })

  test('a database made by somebody else cannot run more than its own tables', async () => {
    const path = join(temporaryDirectory(), 'evil.db')
    const db = new Database(path)
    db.exec(`CREATE TABLE t (a); INSERT INTO t VALUES (1);
      CREATE VIEW v AS SELECT load_extension('/tmp/evil.so') FROM t;
      CREATE TRIGGER r AFTER INSERT ON t BEGIN SELECT load_extension('/tmp/evil.so'); END;`)
    db.close()
    const { call } = await serveSqlite(built, { databases: [`evil=${path}`] })
    const database = 'evil'
    expect((await call('read_query', { query: 'SELECT * FROM v', database })).isError).toBe(true)
    expect((await call('write_query', { query: 'INSERT INTO t VALUES (2)', database })).isError).toBe(true)
    const rows = await call('read_query', { query: 'SELECT * FROM t', database })
    expect(rows.structured).toMatchObject({ rows: [[1]] })
  })

  test('a cancelled statement ends; calls that waited behind it run', async () => {
    const sqlite = await withRow()
    const { signal, cancel } = cancellation()
    const bomb = sqlite.call('read_query', { query: `${endless} SELECT count(*) FROM n` }, signal)
    const next = sqlite.rows('SELECT a FROM safe')
    cancel()
    await expect(bomb).rejects.toThrow('stop')
    expect(await next).toEqual([[1]])
    await untouched(sqlite)
  })

  test('statements leave no file beside the databases', async () => {
    const sqlite = await withRow()
    await sqlite.rows(
      `${endless.replace('FROM n)', 'FROM n WHERE x < 200000)')} SELECT x FROM n ORDER BY -x LIMIT 1`,
    )
    const names = readdirSync(sqlite.dataDir).map((name) => name.replace(/-(wal|shm)$/, ''))
    expect([...new Set(names)].sort()).toEqual(['insights.db', 'main.db'])
  })
})

function cancellation(): { signal: AbortSignal; cancel: () => void } {
  const controller = new AbortController()
  return { signal: controller.signal, cancel: () => controller.abort(new Error('stop')) }
}

/** What resembles an attack and is none: statement, parameters, the one value it gives. */
const legal: [string, unknown, unknown][] = [
  [`SELECT 'Robert''); DROP TABLE students; --'`, undefined, `Robert'); DROP TABLE students; --`],
  [`SELECT ?`, [`'; DROP TABLE safe; --`], `'; DROP TABLE safe; --`],
  [`SELECT 'a;b;c'`, undefined, 'a;b;c'],
  [`SELECT 'ATTACH DATABASE'`, undefined, 'ATTACH DATABASE'],
  [`SELECT 'PRAGMA writable_schema = ON'`, undefined, 'PRAGMA writable_schema = ON'],
  [`SELECT '-- no comment'`, undefined, '-- no comment'],
  [`SELECT '/* no comment'`, undefined, '/* no comment'],
  [`SELECT 1 -- ; DROP TABLE safe`, undefined, 1],
  [`SELECT 1 /* ; DROP TABLE safe */`, undefined, 1],
  [`SELECT 1;`, undefined, 1],
  [`SELECT 1 ; -- done`, undefined, 1],
  [`  \n\t SELECT 1`, undefined, 1],
  [`-- the answer\nSELECT 42`, undefined, 42],
  [`/* DELETE FROM safe */ SELECT 42`, undefined, 42],
  [`;SELECT 42`, undefined, 42],
  [`\uFEFFSELECT 42`, undefined, 42],
  [`select 1`, undefined, 1],
  [`VALUES (7)`, undefined, 7],
  [`WITH a AS (SELECT 1 AS x) SELECT x FROM a`, undefined, 1],
  [
    `WITH RECURSIVE n(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM n WHERE x < 9) SELECT sum(x) FROM n`,
    undefined,
    45,
  ],
  [`SELECT "drop" FROM (SELECT 1 AS "drop")`, undefined, 1],
  [`SELECT [attach] FROM (SELECT 2 AS [attach])`, undefined, 2],
  ['SELECT `delete` FROM (SELECT 3 AS `delete`)', undefined, 3],
  [`SELECT replace('insert', 'in', 'as')`, undefined, 'assert'],
  [`SELECT json_extract('{"a":{"b":[1,2]}}', '$.a.b[1]')`, undefined, 2],
  [`SELECT '{"x":"; DROP"}' ->> 'x'`, undefined, '; DROP'],
  [`SELECT count(*) FROM json_each('[1,2,3]')`, undefined, 3],
  [`SELECT :a || $b || @c`, { a: 'x', $b: 'y', '@c': 'z' }, 'xyz'],
  [`SELECT char(0x27, 0x3b)`, undefined, `';`],
  [`SELECT x'3b2d2d' = CAST(';--' AS BLOB)`, undefined, 1],
  [`SELECT name FROM sqlite_schema WHERE type = 'table'`, undefined, 'safe'],
  [`SELECT name FROM pragma_table_info('safe') WHERE cid = 1`, undefined, 'b'],
  [`PRAGMA user_version`, undefined, 0],
  [`pragma  encoding ;`, undefined, 'UTF-8'],
  [`PRAGMA quick_check(1)`, undefined, 'ok'],
  [`SELECT 'O''Brien' LIKE 'o''b%'`, undefined, 1],
  [`SELECT printf('%s--%d', 'a', 5)`, undefined, 'a--5'],
  [`SELECT CASE WHEN 1 THEN 'begin' ELSE 'end' END`, undefined, 'begin'],
  [`SELECT upper('load_extension')`, undefined, 'LOAD_EXTENSION'],
  [`SELECT (SELECT max(a) FROM safe) FROM safe WHERE b = 'kept' OR '1'='1'`, undefined, 1],
]

describe('legal statements that look like attacks', () => {
  test('are all accepted', async () => {
    const { rows } = await withRow()
    for (const [query, params, value] of legal)
      expect((await rows(query, params))[0]?.[0], query).toEqual(value)
    expect(legal.length).toBeGreaterThanOrEqual(30)
  })

  test('also when they write', async () => {
    const served = await withRow()
    const statements = [
      `/* SELECT */ UPDATE safe SET b = 'a;b' WHERE a = 1`,
      `INSERT INTO safe VALUES (2, '''; DROP TABLE safe; --')`,
      `WITH x AS (SELECT 3 AS a) INSERT INTO safe SELECT a, 'PRAGMA' FROM x`,
      `REPLACE INTO safe VALUES (4, '-- x');`,
      `DELETE FROM safe WHERE b = 'ATTACH' RETURNING *`,
      `CREATE TRIGGER t AFTER DELETE ON safe BEGIN SELECT 1; DELETE FROM safe WHERE a = 99; END`,
      `CREATE VIEW "drop" AS SELECT ';' AS s`,
      `ALTER TABLE safe ADD COLUMN "delete" TEXT DEFAULT '--'`,
      `CREATE TABLE "semi;colon" (a TEXT DEFAULT ';')`,
      `DROP TABLE "semi;colon"`,
      `ANALYZE`,
    ]
    for (const query of statements) await served.write(query)
    expect(await served.rows('SELECT a, b FROM safe ORDER BY a')).toEqual([
      [1, 'a;b'],
      [2, `'; DROP TABLE safe; --`],
      [3, 'PRAGMA'],
      [4, '-- x'],
    ])
    const fts = await served.call('create_table', {
      query: 'CREATE VIRTUAL TABLE IF NOT EXISTS words USING fts5 (text)',
    })
    expect(fts.isError).toBe(false)
  })
})
