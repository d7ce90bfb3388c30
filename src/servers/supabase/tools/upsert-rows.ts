import { z } from 'zod'
import { defineTool, ToolError, type Tool } from '../../kit/define-tool'
import { writtenRows } from '../fit-rows'
import { MAX_ROWS_TO_WRITE } from '../limits'
import { Name, Values } from '../query'
import { checkColumns, type Table } from '../table'
import { checkRows, refuseReadOnly, tableOf, type SupabaseDeps } from './tool-deps'

export const upsertRows = (deps: SupabaseDeps): Tool =>
  defineTool({
    name: 'upsert_rows',
    title: 'Upsert Rows',
    description:
      'Add rows, and where one with the same key exists change the given columns of it; all of them or none. For rows that ' +
      'must be new use insert_rows.',
    input: {
      table: Name,
      rows: z
        .array(Values)
        .min(1)
        .max(MAX_ROWS_TO_WRITE)
        .describe('All of the same columns, with those of the key'),
      onConflict: z
        .array(Name)
        .max(20)
        .default([])
        .describe('Columns that make a row the same one, unique together. Absent: the primary key'),
      ignoreExisting: z.boolean().default(false).describe('True: rows that exist stay as they are'),
    },
    output: {
      written: z.number().int(),
      rows: z.array(Values).describe('As they are now; as many as one answer carries'),
      note: z.string().optional(),
    },
    hints: { readOnlyHint: false, destructiveHint: true, idempotentHint: true, openWorldHint: true },
    async run({ table: name, rows, onConflict, ignoreExisting }, { signal }) {
      refuseReadOnly(deps)
      const table = await tableOf(deps, name, signal)
      checkRows(table, rows)
      checkColumns(table, onConflict)
      const columns = onConflict.length > 0 ? onConflict : primaryKey(table)
      const written = await deps.backend.insert(
        { table, rows, onConflict: { columns, ignore: ignoreExisting } },
        signal,
      )
      return { structured: { written: written.length, ...writtenRows(written) } }
    },
  })

function primaryKey({ name, columns }: Table): string[] {
  const key = columns?.filter(({ isPrimaryKey }) => isPrimaryKey).map((column) => column.name) ?? []
  if (key.length > 0) return key
  throw new ToolError(`No primary key of "${name}" is known. Name the columns in onConflict.`)
}
