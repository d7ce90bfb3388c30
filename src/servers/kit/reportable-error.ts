import type { Logger } from '@shared/domain/log'
import { errorText } from '@shared/errors'
import { ToolError } from './define-tool'
import { databaseProblem } from './store/database-problem'

/**
 * The error a client may read. What the caller can mend passes as it is; a database that fails is explained;
 * anything else is a fault of ours, is logged with its stack and keeps its text.
 */
export function reportableError(error: unknown, tool: string, log: Logger): Error {
  if (error instanceof ToolError) return error
  const problem = databaseProblem(error)
  const stack = error instanceof Error ? error.stack : undefined
  log.error(`The tool ${tool} failed: ${errorText(error)}`, { tool, ...(stack ? { stack } : {}) })
  if (problem) return new ToolError(`${problem.message} ${problem.nextStep}`)
  return error instanceof Error ? error : new Error(errorText(error))
}
