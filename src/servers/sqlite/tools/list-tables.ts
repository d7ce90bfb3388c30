import { defineTool, type Tool } from '../../kit/define-tool'
import { queryAnswers } from '../query-messages'
import { ask, database, reads, type SqliteDeps } from './tool-deps'

export const listTables = (deps: SqliteDeps): Tool =>
  defineTool({
    name: 'list_tables',
    title: 'List Tables',
    description: 'List the tables and views of a database. For the columns of one use describe_table.',
    input: { database },
    output: queryAnswers.tables.shape,
    hints: reads,
    freshness: 'live',
    async run(input, call) {
      const answer = await ask(deps, input.database, { kind: 'tables' }, call)
      const lines = answer.tables.map(({ name, type }) => JSON.stringify({ name, type }))
      return { structured: answer, text: lines.join('\n') || 'No tables yet.' }
    },
  })
