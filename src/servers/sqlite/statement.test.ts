import { describe, expect, test } from 'vitest'
import type { Purpose } from './refusals'
import { admitStatement } from './statement'

const purposes: Purpose[] = ['read', 'write', 'create-table', 'plan']
const admittedFor = (sql: string): Purpose[] =>
  purposes.filter((purpose) => {
    try {
      return admitStatement(sql, purpose).length > 0
    } catch {
      return false
    }
  })

describe('a statement is admitted by its first words', () => {
  test.each<[string, Purpose[]]>([
    ['SELECT 1', ['read', 'plan']],
    ['VALUES (1)', ['read', 'plan']],
    ['WITH a AS (SELECT 1) SELECT * FROM a', ['read', 'write', 'plan']],
    ['INSERT INTO t VALUES (1)', ['write', 'plan']],
    ['replace into t values (1)', ['write', 'plan']],
    ['CREATE TABLE t (a)', ['write', 'create-table']],
    ['CREATE VIRTUAL/**/TABLE t USING fts5 (a)', ['write', 'create-table']],
    ['CREATE TEMP TABLE t (a)', []],
    ['CREATE INDEX i ON t (a)', ['write']],
    ['DROP TABLE t', ['write']],
    ['EXPLAIN QUERY PLAN SELECT 1', ['read']],
    ['EXPLAIN DELETE FROM t', ['read']],
    ['EXPLAIN PRAGMA user_version', []],
    ['EXPLAIN', []],
    ['PRAGMA table_info(t)', ['read']],
    ['PRAGMA table_info = t', []],
    ['PRAGMA user_version -- now', ['read']],
    ['PRAGMA user_version = 1', []],
    ['PRAGMA user_version(1)', []],
    ['PRAGMA main.user_version', []],
    ['PRAGMA "user_version"', []],
    ['ATTACH x AS y', []],
    ['VACUUM', []],
    ['BEGIN', []],
    ['', []],
    [' ; -- nothing', []],
    ['/* never closed SELECT 1', []],
    ["'SELECT' 1", []],
    ['SELECT 1\0', []],
    ['UPDATE t SET b = 0\0 WHERE id = 1', []],
  ])('%s', (sql, expected) => expect(admittedFor(sql)).toEqual(expected))

  test('what stands before it is left out', () => {
    expect(admitStatement('\uFEFF;-- a\n/* b */ ;\tSELECT 1', 'read')).toBe('SELECT 1')
  })

  test('a million blanks and comments take no time', () => {
    const started = performance.now()
    expect(admitStatement(`${'/**/ '.repeat(200_000)}SELECT 1`, 'read')).toBe('SELECT 1')
    expect(() => admitStatement('/*'.repeat(500_000), 'read')).toThrow('no statement')
    expect(performance.now() - started).toBeLessThan(1_000)
  })
})
