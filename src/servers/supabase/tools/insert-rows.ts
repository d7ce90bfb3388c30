import { z } from 'zod'
import { defineTool, type Tool } from '../../kit/define-tool'
import { writtenRows } from '../fit-rows'
import { MAX_ROWS_TO_WRITE } from '../limits'
import { Name, Values } from '../query'
import { checkRows, refuseReadOnly, tableOf, type SupabaseDeps } from './tool-deps'

export const insertRows = (deps: SupabaseDeps): Tool =>
  defineTool({
    name: 'insert_rows',
    title: 'Insert Rows',
    description:
      'Add new rows to one table: all of them or, when one is refused, none. Columns left out get their defaults. To ' +
      'replace rows that may exist use upsert_rows.',
    input: {
      table: Name,
      rows: z.array(Values).min(1).max(MAX_ROWS_TO_WRITE).describe('All of the same columns'),
    },
    output: {
      inserted: z.number().int(),
      rows: z.array(Values).describe('As they are now, with defaults; as many as one answer carries'),
      note: z.string().optional(),
    },
    hints: { readOnlyHint: false, destructiveHint: false, idempotentHint: false, openWorldHint: true },
    async run({ table: name, rows }, { signal }) {
      refuseReadOnly(deps)
      const table = await tableOf(deps, name, signal)
      checkRows(table, rows)
      const inserted = await deps.backend.insert({ table, rows, onConflict: null }, signal)
      return { structured: { inserted: inserted.length, ...writtenRows(inserted) } }
    },
  })
