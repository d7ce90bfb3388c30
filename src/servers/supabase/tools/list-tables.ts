import { z } from 'zod'
import { defineTool, ToolError, type Tool } from '../../kit/define-tool'
import { reads, type SupabaseDeps } from './tool-deps'

const MAX_TABLES = 500

export const hiddenCatalogue =
  'The project does not tell which tables it has: its OpenAPI description is switched off, or this key may not read it. ' +
  'Tables whose names you know can be used all the same; ask the person for them.'

export const listTables = ({ backend }: SupabaseDeps): Tool =>
  defineTool({
    name: 'list_tables',
    title: 'List Tables',
    description:
      'List the tables and views with the number of their columns, and the functions that call_function can call. Use it ' +
      'first; describe_table then shows the columns of one.',
    input: {},
    output: {
      database: z.string(),
      tables: z.array(
        z.object({ name: z.string(), columns: z.number().int(), description: z.string().nullable() }),
      ),
      functions: z.array(z.string()),
      isCut: z.boolean().describe(`True when there are more than ${MAX_TABLES} of either`),
    },
    hints: reads,
    freshness: 'live',
    async run(_, { signal }) {
      const catalogue = await backend.catalogue(signal)
      if (!catalogue) throw new ToolError(hiddenCatalogue)
      const tables = catalogue.tables.slice(0, MAX_TABLES).map(({ name, columns, description }) => ({
        name,
        columns: columns.length,
        description,
      }))
      const functions = catalogue.functions.slice(0, MAX_TABLES)
      const isCut = Math.max(catalogue.tables.length, catalogue.functions.length) > MAX_TABLES
      return { structured: { database: backend.title, tables, functions, isCut } }
    },
  })
