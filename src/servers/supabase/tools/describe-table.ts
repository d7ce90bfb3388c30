import { z } from 'zod'
import { defineTool, ToolError, type Tool } from '../../kit/define-tool'
import { Name } from '../query'
import { Column } from '../table'
import { hiddenCatalogue } from './list-tables'
import { reads, tableOf, type SupabaseDeps } from './tool-deps'

export const describeTable = (deps: SupabaseDeps): Tool =>
  defineTool({
    name: 'describe_table',
    title: 'Describe Table',
    description:
      'Show the columns of one table or view: types, keys, defaults, comments. Use it before you write or filter.',
    input: { table: Name },
    output: { table: z.string(), description: z.string().nullable(), columns: z.array(Column) },
    hints: reads,
    freshness: 'live',
    async run({ table: name }, { signal }) {
      const table = await tableOf(deps, name, signal)
      if (!table.columns)
        throw new ToolError(`${hiddenCatalogue} select_rows with limit 1 shows its columns.`)
      const columns = table.columns.map((column) => ({ ...column }))
      return { structured: { table: table.name, description: table.description, columns } }
    },
  })
