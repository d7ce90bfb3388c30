import { z } from 'zod'
import { defineTool, type Tool } from '../../kit/define-tool'
import { Name, RequiredFilters, Values } from '../query'
import { checkFilters, checkRows, refuseReadOnly, tableOf, type SupabaseDeps } from './tool-deps'

export const updateRows = (deps: SupabaseDeps): Tool =>
  defineTool({
    name: 'update_rows',
    title: 'Update Rows',
    description:
      'Set columns of every row that passes the filters; at least one filter is needed. Call select_rows with the same ' +
      'filters and count first, to see which rows those are.',
    input: { table: Name, values: Values.describe('New values by column'), filters: RequiredFilters },
    output: { updated: z.number().int() },
    hints: { readOnlyHint: false, destructiveHint: true, idempotentHint: true, openWorldHint: true },
    async run({ table: name, values, filters }, { signal }) {
      refuseReadOnly(deps)
      const table = await tableOf(deps, name, signal)
      checkRows(table, [values])
      checkFilters(table, filters)
      return { structured: { updated: await deps.backend.update(table, values, filters, signal) } }
    },
  })
