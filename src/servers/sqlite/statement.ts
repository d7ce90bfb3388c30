import { BLANK, BLANK_OR_SEMICOLON, firstWords, skip, type Word } from './first-words'
import { NUL_REFUSAL, RefusedStatement, refusalOf, type Purpose } from './refusals'

/**
 * What may be compiled at all, by its first word. SQLite acts on some statements already when it compiles them (many a
 * PRAGMA, even below EXPLAIN), so this is asked first; whether a statement reads or writes, SQLite says afterwards.
 */
const reading = new Set(['SELECT', 'VALUES', 'WITH'])
const writing = new Set(['WITH', 'INSERT', 'REPLACE', 'UPDATE', 'DELETE'])
const defining = new Set(['CREATE', 'ALTER', 'DROP', 'REINDEX', 'ANALYZE'])

/** PRAGMAs that only tell something, and those of them that are told what about. */
const telling = new Set(
  `application_id auto_vacuum collation_list compile_options data_version database_list encoding foreign_keys
   freelist_count function_list module_list page_count page_size pragma_list schema_version
   user_version`.split(/\s+/),
)
const tellingOf = new Set(
  `foreign_key_check foreign_key_list index_info index_list index_xinfo integrity_check quick_check table_info
   table_list table_xinfo`.split(/\s+/),
)

/**
 * Decides by an allow-list whether SQLite may see a statement.
 * @returns the statement from its first word on, without the blanks, comments and semicolons before it
 * @throws RefusedStatement with a text that says what to do instead
 */
export function admitStatement(sql: string, purpose: Purpose): string {
  if (sql.includes('\0')) throw new RefusedStatement(NUL_REFUSAL)
  const start = skip(sql, 0, BLANK_OR_SEMICOLON)
  const words = firstWords(sql, start)
  if (!admits(purpose, words, sql)) throw refusalOf(words, purpose)
  return sql.slice(start)
}

function admits(purpose: Purpose, words: readonly Word[], sql: string): boolean {
  const [first, second, third] = words.map(({ text }) => text)
  if (first === undefined) return false
  if (purpose === 'plan') return reading.has(first) || writing.has(first)
  if (purpose === 'create-table')
    return first === 'CREATE' && (second === 'TABLE' || (second === 'VIRTUAL' && third === 'TABLE'))
  if (purpose === 'write') return writing.has(first) || (defining.has(first) && !isTemporary(second))
  if (first === 'PRAGMA') return isTelling(sql.slice(words[0]?.end))
  if (first !== 'EXPLAIN') return reading.has(first)
  const explained = second === 'QUERY' ? words[3]?.text : second
  return explained !== undefined && (reading.has(explained) || writing.has(explained))
}

/** A temporary table is gone with its process, which may end after any statement. */
const isTemporary = (word: string | undefined): boolean => word === 'TEMP' || word === 'TEMPORARY'

/** @param rest what stands behind the word PRAGMA */
function isTelling(rest: string): boolean {
  const [name, then] = firstWords(rest, 0)
  if (!name || then?.text === '.') return false
  const key = name.text.toLowerCase()
  const tail = rest.slice(skip(rest, name.end, BLANK))
  if (tellingOf.has(key)) return tail === '' || tail.startsWith(';') || tail.startsWith('(')
  return telling.has(key) && (tail === '' || tail.startsWith(';'))
}
