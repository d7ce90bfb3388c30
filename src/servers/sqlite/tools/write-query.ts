import { defineTool, type Tool } from '../../kit/define-tool'
import { queryAnswers } from '../query-messages'
import { rowsAsText } from '../result-text'
import { admitted, ask, database, params, query, writes, type SqliteDeps } from './tool-deps'

export const writeQuery = (deps: SqliteDeps): Tool =>
  defineTool({
    name: 'write_query',
    title: 'Write Query',
    description:
      'Run one SQL statement that changes data (INSERT, REPLACE, UPDATE, DELETE, also with RETURNING) or the schema ' +
      '(CREATE, ALTER, DROP, REINDEX, ANALYZE). It is a transaction of its own: it happens as a whole or not at all. ' +
      'To make a table use create_table.',
    input: { query, params, database },
    output: queryAnswers.write.shape,
    hints: writes,
    async run(input, call) {
      const sql = admitted(input.query, 'write')
      const request = { kind: 'write' as const, sql, params: input.params, limits: deps.limits }
      const answer = await ask(deps, input.database, request, call)
      const changed = `Done. Rows changed: ${answer.changes}.`
      return {
        structured: answer,
        text: answer.columns.length > 0 ? `${changed}\n${rowsAsText(answer)}` : changed,
      }
    },
  })
