import { defineTool, type Tool } from '../../kit/define-tool'
import { Rows } from '../query-messages'
import { rowsAsText } from '../result-text'
import { admitted, ask, database, params, query, reads, type SqliteDeps } from './tool-deps'

export const readQuery = (deps: SqliteDeps): Tool =>
  defineTool({
    name: 'read_query',
    title: 'Read Query',
    description:
      'Run one SQL statement that only reads (SELECT, VALUES, WITH, EXPLAIN of these, or a PRAGMA that only tells something) and ' +
      'get its rows. Integers beyond 2^53 come as text, blobs as base64. A long answer is cut off and says so; for CSV ' +
      'use export_query.',
    input: { query, params, database },
    output: Rows.shape,
    hints: reads,
    freshness: 'live',
    async run(input, call) {
      const sql = admitted(input.query, 'read')
      const request = { kind: 'read' as const, sql, params: input.params, limits: deps.limits }
      const rows = await ask(deps, input.database, request, call)
      return { structured: rows, text: rowsAsText(rows) }
    },
  })
