import { errorText, OmniMindError } from '@shared/errors'

/** What a failed exchange says about the session it ran in. */
export type Failure =
  /** The service answered with a JSON-RPC error: the session is fine. */
  | 'answered'
  /** The request was certainly not carried out: unknown session, or no connection at all. */
  | 'not-done'
  /** It may have been carried out; the session is of no more use. */
  | 'unclear'

/** JSON-RPC codes that the SDK makes itself when the transport failed. */
const CONNECTION_CLOSED = -32_000
const REQUEST_TIMEOUT = -32_001

export function classifyFailure(error: unknown): Failure {
  const { code, name } = describe(error)
  if (name === 'McpError') return code === CONNECTION_CLOSED || code === REQUEST_TIMEOUT ? 'unclear' : 'answered'
  if (code === 404) return 'not-done'
  return causes(error).some((cause) => describe(cause).code === 'ECONNREFUSED') ? 'not-done' : 'unclear'
}

/** The failure in our words; what the gateway or the service said comes along as the cause. */
export function toCallError(serviceId: string, error: unknown): OmniMindError {
  if (error instanceof OmniMindError) return error
  const { code, name } = describe(error)
  const said = errorText(error)
  if (code === 401 || code === 403)
    return new OmniMindError('UNAUTHORIZED', `${serviceId} refused the access token.`, { cause: error })
  if (/outcome.*unknown/i.test(said))
    return new OmniMindError('OUTCOME_UNKNOWN', said, {
      nextStep: 'Look whether the call took effect before you repeat it.',
      cause: error,
    })
  if (name === 'McpError' && code === -32_602)
    return new OmniMindError('BAD_INPUT', said, { nextStep: "Check the arguments against the tool's schema." })
  return new OmniMindError('SERVICE_UNAVAILABLE', `${serviceId} did not answer the call: ${said}`, {
    nextStep: 'See its state on the Services page, and its log.',
    cause: error,
  })
}

function describe(error: unknown): { code?: unknown; name?: string } {
  return error instanceof Error ? { name: error.name, code: 'code' in error ? error.code : undefined } : {}
}

function causes(error: unknown): unknown[] {
  const chain: unknown[] = []
  for (let next = error; next instanceof Error && chain.length < 5; next = next.cause) {
    chain.push(next, ...(next instanceof AggregateError ? next.errors : []))
  }
  return chain
}
