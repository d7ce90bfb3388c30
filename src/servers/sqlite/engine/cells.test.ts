import Database from 'better-sqlite3'
import { expect, test } from 'vitest'
import type { Parameters } from '../query-messages'
import { bindable } from './cells'

/** As SQLite itself binds them. */
function selected(sql: string, params: Parameters): unknown {
  const db = new Database(':memory:')
  try {
    return db
      .prepare(sql)
      .raw(true)
      .get(...bindable(params, sql))
  } finally {
    db.close()
  }
}

test.each<[string, Parameters, unknown[]]>([
  ['SELECT ?, ?', [5, 6], [5, 6]],
  ['SELECT ?1, ?2', [5, 6], [5, 6]],
  ['SELECT ?2, ?1, ?2', [5, 6], [6, 5, 6]],
  ['SELECT ?, ?1, ?', [5, 6], [5, 5, 6]],
  ['SELECT ?2, ?', [5, 6, 7], [6, 7]],
  ['SELECT ?3', [5, 6, 7], [7]],
  ['SELECT ?01, ?1', [5], [5, 5]],
  [`SELECT ?1, '?2 it''s ?', /* ?4 */ ?2 -- ?5`, [5, 6], [5, "?2 it's ?", 6]],
  ['SELECT a$b, [?9], ?1 FROM (SELECT 1 AS a$b, 2 AS "?9")', [5], [1, 2, 5]],
  ['SELECT ?1, ?2', { '1': 5, '?2': 6 }, [5, 6]],
  ['SELECT :a, $b', { a: 5, $b: 6 }, [5, 6]],
  ['SELECT ?1', ['half\0way'], ['half\0way']],
])('%s takes %j', (sql, params, expected) => expect(selected(sql, params)).toEqual(expected))

test.each<[string, Parameters, string]>([
  ['SELECT ?1, ?2', [5], 'go up to ?2, and "params" has 1 values'],
  ['SELECT ?1', [5, 6], 'go up to ?1, and "params" has 2 values'],
  ['SELECT ?, ?', [5], 'Too few'],
  ['SELECT ?', [5, 6], 'Too many'],
  ['SELECT :a', [5], 'give "params" as an object'],
])('%s does not take %j', (sql, params, text) => expect(() => selected(sql, params)).toThrow(text))
