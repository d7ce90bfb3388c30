import { z } from 'zod'
import { defineTool, type Tool } from '../../kit/define-tool'
import { cutOff, rowsAsCsv } from '../result-text'
import { admitted, ask, database, params, query, reads, type SqliteDeps } from './tool-deps'

export const exportQuery = (deps: SqliteDeps): Tool =>
  defineTool({
    name: 'export_query',
    title: 'Export Query',
    description:
      'Get the rows of a reading statement as one text to hand on: CSV (RFC 4180, with a header line) or a JSON array of ' +
      'arrays whose first is the header. To look at rows yourself use read_query.',
    input: { query, params, database, format: z.enum(['csv', 'json']).default('csv') },
    output: {
      format: z.enum(['csv', 'json']),
      data: z.string(),
      rows: z.number().int(),
      truncated: z.boolean(),
    },
    hints: reads,
    freshness: 'live',
    async run({ format, ...input }, call) {
      const sql = admitted(input.query, 'read')
      const request = { kind: 'read' as const, sql, params: input.params, limits: deps.limits }
      const answer = await ask(deps, input.database, request, call)
      const data = format === 'csv' ? rowsAsCsv(answer) : JSON.stringify([answer.columns, ...answer.rows])
      const rows = answer.rows.length
      return {
        structured: { format, data, rows, truncated: answer.truncated },
        text: answer.truncated ? `${cutOff(rows)}\n${data}` : data,
      }
    },
  })
