import { z } from 'zod'
import { defineTool, type Tool } from '../../kit/define-tool'
import { admitted, adds, ask, database, query, type SqliteDeps } from './tool-deps'

export const createTable = (deps: SqliteDeps): Tool =>
  defineTool({
    name: 'create_table',
    title: 'Create Table',
    description:
      'Make a new table with one CREATE TABLE or CREATE VIRTUAL TABLE statement (fts5 for text search, rtree for ' +
      'ranges). Indexes, views and triggers are made with write_query.',
    input: { query, database },
    output: { created: z.boolean() },
    hints: adds,
    async run(input, call) {
      const sql = admitted(input.query, 'create-table')
      await ask(deps, input.database, { kind: 'write', sql, limits: deps.limits }, call)
      return { structured: { created: true }, text: 'Table created successfully' }
    },
  })
