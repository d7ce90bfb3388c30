import { z } from 'zod'
import { defineTool, ToolError, type Tool } from '../../kit/define-tool'
import { fitRows } from '../fit-rows'
import { MAX_ANSWER_LENGTH } from '../limits'
import { Filters, Name, Order, Values } from '../query'
import { checkColumns } from '../table'
import { checkFilters, reads, tableOf, untrusted, type SupabaseDeps } from './tool-deps'

export const selectRows = (deps: SupabaseDeps): Tool =>
  defineTool({
    name: 'select_rows',
    title: 'Select Rows',
    description:
      'Read rows of one table or view: chosen columns, filters joined by "and", order, pages. For joins and sums use a ' +
      `view or a function of the database. ${untrusted}`,
    input: {
      table: Name,
      columns: z.array(Name).max(200).default([]).describe('Absent: all columns'),
      filters: Filters.default([]),
      order: z.array(Order).max(10).default([]).describe('Give one when you read page by page'),
      limit: z.number().int().min(1).max(1_000).default(50).describe('The setting maxRows may allow fewer'),
      offset: z.number().int().min(0).max(10_000_000).default(0),
      count: z.boolean().default(false).describe('Also count all rows that pass'),
    },
    output: {
      rows: z.array(Values),
      nextOffset: z.number().int().nullable().describe('For the next page; null when there is none'),
      total: z.number().int().nullable().describe('All rows that pass, when count was asked for'),
    },
    hints: reads,
    freshness: 'live',
    async run({ table: name, columns, filters, order, limit, offset, count }, { signal }) {
      const table = await tableOf(deps, name, signal)
      checkColumns(table, [...columns, ...order.map(({ column }) => column)])
      checkFilters(table, filters)
      const wanted = Math.min(limit, deps.maxRows)
      // One more than is shown tells whether there is a next page.
      const query = { table, columns, filters, order, limit: wanted + 1, offset, count }
      const { rows, total, isCut } = await deps.backend.select(query, signal)
      const shown = fitRows(rows.slice(0, wanted))
      if (shown.length === 0 && (isCut || rows.length > 0))
        throw new ToolError(
          `One row alone is longer than ${MAX_ANSWER_LENGTH} characters. Select fewer columns.`,
        )
      const hasMore = isCut || rows.length > shown.length
      return { structured: { rows: shown, nextOffset: hasMore ? offset + shown.length : null, total } }
    },
  })
