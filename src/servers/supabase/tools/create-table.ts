import { z } from 'zod'
import { defineTool, ToolError, type Tool } from '../../kit/define-tool'
import { Name } from '../query'
import { checkColumns, findTable } from '../table'
import type { SupabaseDeps } from './tool-deps'

const columnTypes = [
  'text',
  'integer',
  'bigint',
  'numeric',
  'double precision',
  'boolean',
  'date',
  'timestamptz',
  'uuid',
  'jsonb',
  'bytea',
  'text[]',
  'integer[]',
] as const

const NewColumn = z.object({
  name: Name,
  type: z.enum(columnTypes),
  nullable: z.boolean().default(true),
  primaryKey: z.boolean().default(false),
  unique: z.boolean().default(false),
  default: z.enum(['now', 'random_uuid', 'next_number']).nullable().default(null),
  references: z.object({ table: Name, column: Name }).nullable().default(null).describe('Foreign key'),
})

export const createTable = ({ backend }: SupabaseDeps): Tool =>
  defineTool({
    name: 'create_table',
    title: 'Create Table',
    description:
      'Create a table in the embedded database. A Supabase project gets its tables in its dashboard or by migrations; ' +
      'there this tool is refused.',
    input: { table: Name, columns: z.array(NewColumn).min(1).max(100) },
    output: { table: z.string() },
    hints: { readOnlyHint: false, destructiveHint: false, idempotentHint: false, openWorldHint: false },
    async run({ table, columns }, { signal }) {
      if (!backend.schema)
        throw new ToolError(
          'Tables of a Supabase project are made in its dashboard or by migrations, not over its interface. Ask the person.',
        )
      const catalogue = await backend.catalogue(signal)
      if (catalogue?.tables.some(({ name }) => name === table))
        throw new ToolError(
          `A table "${table}" exists already; describe_table shows it. Choose another name.`,
        )
      const references = columns.flatMap((column) => column.references ?? [])
      for (const to of references)
        if (to.table !== table) checkColumns(findTable(catalogue, to.table), [to.column])
        else checkOwnColumn(columns, to.column)
      await backend.schema.createTable(table, columns, signal)
      return { structured: { table } }
    },
  })

/** A foreign key to the table itself, as a tree has it. */
function checkOwnColumn(columns: readonly { name: string }[], name: string): void {
  if (columns.some((column) => column.name === name)) return
  throw new ToolError(
    `A foreign key names the column "${name}" of the new table itself, which has no such column.`,
  )
}
