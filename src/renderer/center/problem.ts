import { ORPCError } from '@orpc/client'
import { Problem, errorText } from '@shared/errors'

/** Any failure of a query or command, in the words a person meets. */
export function problemOf(error: unknown): Problem {
  if (error instanceof ORPCError) {
    const told = Problem.safeParse(error.data)
    if (told.success) return told.data
    if (error.code === 'BAD_REQUEST') {
      return {
        code: 'BAD_INPUT',
        message: 'The control center did not accept these values.',
        cause: detail(error),
      }
    }
    if (error.code === 'UNAUTHORIZED') {
      return {
        code: 'UNAUTHORIZED',
        message: 'This page is not signed in any more.',
        nextStep: 'Run "omnimind open" for a new sign-in link.',
      }
    }
  }
  return {
    code: 'INTERNAL',
    message: 'The control center could not answer.',
    nextStep: 'Try again. If it keeps happening, open the log of the control center.',
    cause: errorText(error),
  }
}

/** True when the person or the page itself ended the request: nothing to report. */
export function isAborted(error: unknown, signal?: AbortSignal): boolean {
  return signal?.aborted === true || (error instanceof Error && error.name === 'AbortError')
}

function detail(error: ORPCError<string, unknown>): string {
  return error.data === undefined ? error.message : `${error.message}\n${JSON.stringify(error.data, null, 2)}`
}
