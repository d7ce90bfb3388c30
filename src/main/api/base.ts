import { ORPCError } from '@orpc/client'
import { implement } from '@orpc/server'
import { contract } from '@shared/contract'
import type { Logger } from '@shared/domain/log'
import { errorText, OmniMindError, toProblem } from '@shared/errors'
import type { ApiDeps } from './deps'
import { recordChange } from './recorded-changes'

/**
 * The contract, ready to be implemented: whatever a handler throws reaches the other side as PROBLEM, and what
 * we did not foresee is also logged. Changes of what others may do stand in the audit trail. Input that does not fit its schema stays oRPC's BAD_REQUEST.
 */
export function implementContract({ log, audit }: Pick<ApiDeps, 'log' | 'audit'>) {
  return implement(contract).use(async ({ next, path }, input) => {
    try {
      const answer = await next()
      recordChange(audit, path.join('.'), input)
      return answer
    } catch (error) {
      throw asProblem(error, path.join('.'), log)
    }
  })
}

/** The same for a stream, whose failures come after its handler returned. */
export async function* guardStream<T>(
  source: AsyncIterable<T>,
  name: string,
  log: Logger,
): AsyncGenerator<T, void, void> {
  try {
    yield* source
  } catch (error) {
    throw asProblem(error, name, log)
  }
}

function asProblem(error: unknown, name: string, log: Logger): Error {
  if (error instanceof ORPCError) return error
  if (!(error instanceof OmniMindError)) {
    log.error(`${name} failed: ${errorText(error)}`, {
      stack: error instanceof Error ? error.stack : undefined,
    })
  }
  const problem = toProblem(error)
  return new ORPCError('PROBLEM', { status: 400, message: problem.message, data: problem })
}
