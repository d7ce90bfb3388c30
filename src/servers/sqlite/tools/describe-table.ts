import { z } from 'zod'
import { defineTool, type Tool } from '../../kit/define-tool'
import { Description } from '../query-messages'
import { ask, database, reads, type SqliteDeps } from './tool-deps'

export const describeTable = (deps: SqliteDeps): Tool =>
  defineTool({
    name: 'describe_table',
    title: 'Describe Table',
    description:
      'Columns, keys, indexes and the CREATE statement of one table or view. Use it before you write a query on it.',
    input: { table_name: z.string().max(1_000).describe('Name of the table, without quotes'), database },
    output: Description.shape,
    hints: reads,
    freshness: 'live',
    async run(input, call) {
      return {
        structured: await ask(deps, input.database, { kind: 'describe', table: input.table_name }, call),
      }
    },
  })
