import { StatementError } from './statement-error'

/** What may hold a question mark that is no parameter, names, which may hold a dollar sign, and then the parameters. */
const TOKEN =
  /'[^']*'|"[^"]*"|`[^`]*`|\[[^\]]*\]|--[^\n]*|\/\*[^]*?(?:\*\/|$)|(?:\w|[^\0-\x7f])(?:[\w$]|[^\0-\x7f])*|\?(?<number>\d*)|(?<named>[:@$])/g

export interface NumberedParameters {
  /** Each number that stands in the statement, and how it is written first: "1", or "01". */
  names: ReadonlyMap<number, string>
  /** The largest number, also of those without one. */
  count: number
}

/**
 * The parameters of a statement that compiles, by SQLite's numbering (sqlite.org/lang_expr.html#varparam): `?5` is number
 * 5, and `?` is one more than the largest so far.
 * @returns null when none has a number
 * @throws StatementError when some have names: a list cannot say which value is whose
 */
export function numberedParameters(sql: string): NumberedParameters | null {
  const names = new Map<number, string>()
  let count = 0
  for (const { groups } of sql.matchAll(TOKEN)) {
    if (groups?.['named'] !== undefined)
      throw new StatementError(
        'The statement has named parameters: give "params" as an object, {"name": value}.',
      )
    const text = groups?.['number']
    if (text === undefined) continue
    const number = text === '' ? count + 1 : Number(text)
    if (text !== '' && !names.has(number)) names.set(number, text)
    count = Math.max(count, number)
  }
  return names.size === 0 ? null : { names, count }
}
