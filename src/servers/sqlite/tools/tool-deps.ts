import { z } from 'zod'
import { ToolError, type ToolCall, type ToolHints } from '../../kit/define-tool'
import { findDatabase, OWN_DATABASE, type NamedDatabase } from '../databases'
import {
  MAX_SQL_LENGTH,
  Parameters,
  type QueryAnswer,
  type QueryRequest,
  type RowLimits,
} from '../query-messages'
import type { QueryRunner } from '../query-runner'
import { RefusedStatement, type Purpose } from '../refusals'
import { admitStatement } from '../statement'
import type { InsightStore } from '../store'

/** What the tools work with. */
export interface SqliteDeps {
  databases: readonly NamedDatabase[]
  runnerOf: (database: NamedDatabase) => QueryRunner
  insights: InsightStore
  memoChanged: () => void
  limits: RowLimits
}

export { reads } from '../../kit/define-tool'
export const writes: ToolHints = {
  readOnlyHint: false,
  destructiveHint: true,
  idempotentHint: false,
  openWorldHint: false,
}
export const adds: ToolHints = { ...writes, destructiveHint: false }

export const query = z.string().max(MAX_SQL_LENGTH).describe('One SQL statement (SQLite)')
export const params = Parameters.optional().describe(
  'Values for ? and ?1 (an array) or for :name (an object); never write values into the statement yourself',
)
export const database = z
  .string()
  .default(OWN_DATABASE)
  .describe('Name from list_databases; without it the service\'s own, "main"')

/** @throws ToolError when the statement is none for this purpose */
export function admitted(sql: string, purpose: Purpose): string {
  try {
    return admitStatement(sql, purpose)
  } catch (error) {
    if (error instanceof RefusedStatement) throw new ToolError(error.message)
    throw error
  }
}

/** @throws ToolError when there is no such database, or the request fails */
export async function ask<Kind extends QueryRequest['kind']>(
  deps: SqliteDeps,
  name: string,
  request: Extract<QueryRequest, { kind: Kind }> & { kind: Kind },
  { signal }: ToolCall,
): Promise<QueryAnswer<Kind>> {
  return await deps.runnerOf(findDatabase(deps.databases, name)).run<Kind>(request, signal)
}
