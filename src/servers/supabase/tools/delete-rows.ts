import { z } from 'zod'
import { defineTool, type Tool } from '../../kit/define-tool'
import { Name, RequiredFilters } from '../query'
import { checkFilters, refuseReadOnly, tableOf, type SupabaseDeps } from './tool-deps'

export const deleteRows = (deps: SupabaseDeps): Tool =>
  defineTool({
    name: 'delete_rows',
    title: 'Delete Rows',
    description:
      'Delete every row that passes the filters, for good; at least one filter is needed. Call select_rows with the same ' +
      'filters and count first, to see which rows those are.',
    input: { table: Name, filters: RequiredFilters },
    output: { deleted: z.number().int() },
    hints: { readOnlyHint: false, destructiveHint: true, idempotentHint: true, openWorldHint: true },
    async run({ table: name, filters }, { signal }) {
      refuseReadOnly(deps)
      const table = await tableOf(deps, name, signal)
      checkFilters(table, filters)
      return { structured: { deleted: await deps.backend.remove(table, filters, signal) } }
    },
  })
