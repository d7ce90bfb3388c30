import { errorText, OmniMindError } from '@shared/errors'
import type { JsonRpcError } from '@shared/mcp/json-rpc'
import { asJsonRpcMessage, isResponse, rpcCode } from '@shared/mcp/json-rpc'

/** What a failed exchange says about the session it ran in. */
export type Failure =
  /** The service or the gateway answered with a JSON-RPC error: the session is fine. */
  | 'answered'
  /** The request was certainly not carried out: unknown session, or no connection at all. */
  | 'not-done'
  /** It may have been carried out; the session is of no more use. */
  | 'unclear'

/** JSON-RPC codes that the SDK makes itself when the transport failed. */
const CONNECTION_CLOSED = -32_000
const REQUEST_TIMEOUT = -32_001
/** How the SDK begins to tell that a POST was answered with an HTTP error; the body follows. */
const POST_FAILED = 'Error POSTing to endpoint: '

/** @param sent false while the session was still being opened, so nothing of the request had gone out */
export function classifyFailure(error: unknown, sent: boolean): Failure {
  const { code, name } = describe(error)
  const transport = code === CONNECTION_CLOSED || code === REQUEST_TIMEOUT
  if (name === 'McpError' && !transport) return 'answered'
  if (!sent || code === 404) return 'not-done'
  if (refusalIn(error)) return 'answered'
  return causes(error).some((cause) => describe(cause).code === 'ECONNREFUSED') ? 'not-done' : 'unclear'
}

/** The connection ended, or 5 minutes passed, with the call under way. */
export function outcomeUnknown(serviceId: string, cause: unknown): OmniMindError {
  const message = `The answer of ${serviceId} did not arrive: the outcome of the call is unknown.`
  const nextStep = 'Look whether the call took effect before you repeat it.'
  return new OmniMindError('OUTCOME_UNKNOWN', message, { nextStep, cause })
}

/** The failure in our words; what the gateway or the service said comes along as the cause. */
export function toCallError(serviceId: string, error: unknown): OmniMindError {
  if (error instanceof OmniMindError) return error
  const { code, name } = describe(error)
  const said = errorText(error).replace(/^MCP error -?\d+: /, '')
  if (code === 401 || code === 403)
    return new OmniMindError('UNAUTHORIZED', `${serviceId} refused the access token.`, { cause: error })
  if (name === 'McpError') return fromAnswer(code, said, error)
  const refusal = refusalIn(error)
  if (refusal) return fromAnswer(refusal.code, refusal.message, error)
  return new OmniMindError('SERVICE_UNAVAILABLE', `${serviceId} could not be reached: ${said}`, {
    nextStep: 'See its state on the Services page, and its log.',
    cause: error,
  })
}

function fromAnswer(code: unknown, said: string, cause: unknown): OmniMindError {
  if (code === rpcCode.outcomeUnknown) return new OmniMindError('OUTCOME_UNKNOWN', said, { cause })
  if (code === rpcCode.serviceUnavailable) return new OmniMindError('SERVICE_UNAVAILABLE', said, { cause })
  if (code === rpcCode.refused) return new OmniMindError('REQUEST_REFUSED', said, { cause })
  return new OmniMindError('BAD_INPUT', said, {
    nextStep: "Check the call against the tool's schema.",
    cause,
  })
}

/** What the gateway said beside an HTTP status; the SDK keeps the body as the end of its own message only. */
function refusalIn(error: unknown): JsonRpcError | null {
  const [, body] = error instanceof Error ? error.message.split(POST_FAILED, 2) : []
  if (body === undefined) return null
  try {
    const message = asJsonRpcMessage(JSON.parse(body))
    return message && isResponse(message) ? (message.error ?? null) : null
  } catch {
    return null
  }
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
