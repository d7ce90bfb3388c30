import { ORPCError } from '@orpc/client'
import { errorText, OmniMindError, Problem, toProblem } from '@shared/errors'
import { notRunning } from './connection'

/** Whatever a command failed with, as people meet it. */
export function problemOf(error: unknown, home: string): Problem {
  if (error instanceof OmniMindError) return error.toProblem()
  if (error instanceof ORPCError) return fromCenter(error)
  if (causes(error).some(isUnreachable)) return notRunning(home, error).toProblem()
  return { ...toProblem(error), message: `The command failed: ${errorText(error)}` }
}

function fromCenter(error: ORPCError<string, unknown>): Problem {
  const problem = Problem.safeParse(error.data)
  if (error.code === 'PROBLEM' && problem.success) return problem.data
  if (error.status === 401) {
    const nextStep = 'Use the data directory of the instance that runs: --home DIR.'
    return {
      code: 'UNAUTHORIZED',
      message: 'The running OmniMind does not accept this access token.',
      nextStep,
    }
  }
  if (error.status === 413) {
    const nextStep = 'Send less at a time.'
    return { code: 'BAD_INPUT', message: 'What was sent is larger than 4 MB.', nextStep }
  }
  if (error.status === 400)
    return { code: 'BAD_INPUT', message: `The input does not fit: ${issuesOf(error.data)}` }
  return { code: 'INTERNAL', message: `OmniMind could not answer: ${error.message}` }
}

/** Says which field is wrong, from the list that the validation sent. */
function issuesOf(data: unknown): string {
  const issues = typeof data === 'object' && data !== null && 'issues' in data ? data.issues : undefined
  if (!Array.isArray(issues)) return 'see its documentation.'
  return issues
    .map((issue: { path?: unknown[]; message?: string }) =>
      `${(issue.path ?? []).join('.')} ${issue.message}`.trim(),
    )
    .join('; ')
}

function isUnreachable(error: unknown): boolean {
  const codes = ['ECONNREFUSED', 'ECONNRESET', 'UND_ERR_SOCKET']
  return error instanceof Error && 'code' in error && codes.includes(String(error.code))
}

function causes(error: unknown): unknown[] {
  const chain: unknown[] = []
  for (let next = error; next instanceof Error && chain.length < 5; next = next.cause)
    chain.push(next, ...(next instanceof AggregateError ? next.errors : []))
  return chain
}
