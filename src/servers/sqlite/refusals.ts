import type { Word } from './first-words'

/** What the caller means to do; each purpose admits its own statements. */
export type Purpose = 'read' | 'write' | 'create-table' | 'plan'

/** A statement that is not let through; the text tells the model what to do instead. */
export class RefusedStatement extends Error {
  override readonly name = 'RefusedStatement'
}

const changes = new Set(['INSERT', 'REPLACE', 'UPDATE', 'DELETE', 'ALTER', 'DROP', 'REINDEX', 'ANALYZE'])
const transactions = new Set(['BEGIN', 'COMMIT', 'END', 'ROLLBACK', 'SAVEPOINT', 'RELEASE'])

/** For EXPLAIN where it is not run; `explain_query` takes every statement it can stand before. */
export const EXPLAIN_ELSEWHERE =
  'To see how a statement would run, use explain_query, without the word EXPLAIN.'

/** SQLite takes a statement as a C string: it would run what stands before the NUL, and not say so. */
export const NUL_REFUSAL =
  'The statement holds the character NUL, where SQLite would stop reading it. Give the value in "params", or write char(0).'

const wanted: Record<Purpose, string> = {
  read: 'read_query takes one SELECT, VALUES or WITH statement, EXPLAIN of one, or a PRAGMA that only tells something.',
  write:
    'write_query takes one INSERT, REPLACE, UPDATE, DELETE or WITH statement, or one that changes the schema ' +
    '(CREATE, ALTER, DROP, REINDEX, ANALYZE).',
  'create-table': 'create_table takes one CREATE TABLE or CREATE VIRTUAL TABLE statement.',
  plan: 'explain_query takes one SELECT, VALUES, WITH, INSERT, REPLACE, UPDATE or DELETE statement, without EXPLAIN.',
}

/** Why a statement that begins with these words is not run. */
export function refusalOf(words: readonly Word[], purpose: Purpose): RefusedStatement {
  return new RefusedStatement([reason(words, purpose), wanted[purpose]].filter(Boolean).join(' '))
}

function reason(words: readonly Word[], purpose: Purpose): string {
  const [first = '', second = ''] = words.map(({ text }) => text)
  if (first === '') return 'There is no statement.'
  if (first === 'ATTACH' || first === 'DETACH')
    return 'Other files cannot be attached: list_databases shows what can be used, with the argument "database".'
  if (first === 'VACUUM') return 'VACUUM is not run: it can write a copy anywhere.'
  if (transactions.has(first))
    return 'Each call is a transaction of its own, so there is none to begin or end.'
  if (second === 'TEMP' || second === 'TEMPORARY')
    return 'Temporary tables, views and triggers would be gone before the next call.'
  if (first === 'PRAGMA')
    return purpose === 'read'
      ? 'Only PRAGMAs without effects are run, without a schema name and without a value to set, for example table_info(name) or user_version.'
      : 'PRAGMAs are read with read_query, and never set.'
  if (purpose === 'read' && (changes.has(first) || first === 'CREATE'))
    return `${first} changes the database: use ${second === 'TABLE' ? 'create_table' : 'write_query'}.`
  if (purpose === 'write' && first === 'EXPLAIN') return EXPLAIN_ELSEWHERE
  if (purpose === 'write' && (first === 'SELECT' || first === 'VALUES'))
    return `${first} changes nothing: use read_query.`
  return ''
}
