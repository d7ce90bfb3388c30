import type { IncomingMessage } from 'node:http'
import { SECOND } from '@shared/lib/clock'
import {
  errorResponse,
  isResponse,
  rpcCode,
  type JsonRpcRequest,
  type JsonRpcResponse,
} from '@shared/mcp/json-rpc'
import { BodyTooLarge } from './bounded-text'
import { EventTooLarge } from './event-stream'
import { hasEffect, readMessages } from './messages'
import { NetworkProblem } from './network-problem'
import { AccessDenied } from './upstream'

const NOTHING_DONE = 'Nothing was done; it is safe to try again.'

/** The answer to a request whose exchange failed, in words; never repeats what was sent. */
export function failureOf(request: JsonRpcRequest, error: unknown, host: string): JsonRpcResponse {
  if (error instanceof AccessDenied)
    return errorResponse(request.id, rpcCode.serviceUnavailable, `${error.message} Nothing was done.`)
  if (error instanceof NetworkProblem && error.delivery === 'not-delivered')
    return errorResponse(request.id, rpcCode.serviceUnavailable, `${error.message} ${NOTHING_DONE}`)
  if (error instanceof BodyTooLarge || error instanceof EventTooLarge)
    return errorResponse(request.id, rpcCode.internalError, error.message)
  return brokenOff(request, host)
}

/** The request was delivered and no answer will come. */
export function brokenOff(request: JsonRpcRequest, host: string): JsonRpcResponse {
  if (!hasEffect(request.method))
    return errorResponse(
      request.id,
      rpcCode.serviceUnavailable,
      `${host} broke off its answer. It is safe to try again.`,
    )
  return errorResponse(
    request.id,
    rpcCode.outcomeUnknown,
    `${host} broke off before it answered "${request.method}": the outcome is unknown. It may or may not have ` +
      'taken effect and was not repeated. Check the result before trying again.',
  )
}

/** Nothing was heard of the request for the whole time. */
export function tooLate({ id, method }: JsonRpcRequest, host: string, limitMs: number): JsonRpcResponse {
  const text = `${host} did not answer "${method}" within ${limitMs / SECOND} s.`
  if (!hasEffect(method)) return errorResponse(id, rpcCode.serviceUnavailable, text)
  return errorResponse(
    id,
    rpcCode.outcomeUnknown,
    `${text} It may or may not have taken effect and was not repeated. Check the result before trying again.`,
  )
}

/** The session is unknown to the server (404): this request did nothing. */
export function sessionLost(request: JsonRpcRequest, host: string): JsonRpcResponse {
  return errorResponse(
    request.id,
    rpcCode.serviceUnavailable,
    `${host} has ended the session; a new one is begun. ${NOTHING_DONE}`,
  )
}

/**
 * An HTTP status that is no success: the server's own JSON-RPC error when the body is one, otherwise the status
 * in words.
 */
export function refusalOf(
  request: JsonRpcRequest,
  answer: IncomingMessage,
  body: string,
  host: string,
): JsonRpcResponse {
  const told = readMessages(body).find((message) => isResponse(message) && message.error !== undefined)
  if (told && 'error' in told && told.error && (told.id === request.id || told.id === null))
    return { ...told, id: request.id }
  const status = answer.statusCode ?? 0
  if ([500, 502, 504].includes(status) && hasEffect(request.method))
    return brokenOff(request, `${host} (HTTP ${status})`)
  if (status === 503)
    return errorResponse(request.id, rpcCode.serviceUnavailable, `${host} is not available now (HTTP 503).`)
  if (status === 429) {
    const wait = /^\d{1,6}$/.exec(answer.headers['retry-after'] ?? '')?.[0]
    const when = wait === undefined ? 'later' : `in ${wait} s`
    return errorResponse(
      request.id,
      rpcCode.refused,
      `${host} takes no more requests now. Try again ${when}.`,
    )
  }
  return errorResponse(request.id, rpcCode.internalError, `${host} answered with HTTP ${status}.`)
}
