import { ToolError } from '../kit/define-tool'
import { z } from 'zod'
import { nameProblem } from './query'

export const Column = z.object({
  name: z.string(),
  type: z.string().describe('PostgreSQL type'),
  nullable: z.boolean(),
  isPrimaryKey: z.boolean(),
  references: z.object({ table: z.string(), column: z.string() }).nullable().describe('Foreign key'),
  default: z.string().nullable(),
  description: z.string().nullable(),
})
export type Column = z.infer<typeof Column>

export interface Table {
  name: string
  description: string | null
  /** Null when the database does not tell. */
  columns: readonly Column[] | null
}

export interface Catalogue {
  tables: readonly (Table & { columns: readonly Column[] })[]
  functions: readonly string[]
}

/** What a name may look like that no catalogue vouches for. */
const PLAIN_NAME = /^[\p{L}_][\p{L}\p{N}_$ ]{0,62}$/u
const MAX_NAMES_IN_HINT = 20

/** @throws ToolError that names those there are */
export function findTable(catalogue: Catalogue | null, name: string): Table {
  if (!catalogue) {
    checkPlainName('table', name)
    return { name, description: null, columns: null }
  }
  const table = catalogue.tables.find((one) => one.name === name)
  if (table) return table
  throw new ToolError(
    `There is no table "${name}". ${hint(
      'Tables',
      catalogue.tables.map((one) => one.name),
    )}`,
  )
}

/** @throws ToolError that names those there are */
export function checkColumns(table: Table, names: readonly string[]): void {
  for (const name of names) {
    if (!table.columns) checkPlainName('column', name)
    else if (!table.columns.some((column) => column.name === name))
      throw new ToolError(
        `The table "${table.name}" has no column "${name}". ${hint(
          'Columns',
          table.columns.map((one) => one.name),
        )}`,
      )
  }
}

/** @throws ToolError that names those there are */
export function checkFunction(catalogue: Catalogue | null, name: string): void {
  if (!catalogue) return checkPlainName('function', name)
  if (catalogue.functions.includes(name)) return
  throw new ToolError(`There is no function "${name}". ${hint('Functions', catalogue.functions)}`)
}

/** Of a column's type, when it is known, e.g. `jsonb` or `text[]`. */
export function typeOf(table: Table, column: string): string | null {
  return table.columns?.find(({ name }) => name === column)?.type ?? null
}

function checkPlainName(what: string, name: string): void {
  if (PLAIN_NAME.test(name) && nameProblem(name) === null) return
  throw new ToolError(`"${name.slice(0, 80)}" cannot be the name of a ${what}.`)
}

function hint(what: string, names: readonly string[]): string {
  if (names.length === 0) return `${what}: none.`
  const more = names.length > MAX_NAMES_IN_HINT ? ` and ${names.length - MAX_NAMES_IN_HINT} more` : ''
  return `${what}: ${names.slice(0, MAX_NAMES_IN_HINT).join(', ')}${more}.`
}
