import type { CallOutcome } from '@shared/domain/call'
import { errorResponse, isPlainObject, isResponse, rpcCode, type JsonRpcError } from '@shared/mcp/json-rpc'
import { LEGACY_RESOURCE_NOT_FOUND, modernCode } from '@shared/mcp/modern'
import { parseLine } from '@shared/mcp/parse-line'
import type { Peeked } from '../upstream/peek'
import type { Ask } from './ask'
import { completeResult, responseText, resultOf } from './result-text'

/** A service's answer as its client gets it. */
export interface ServiceAnswer {
  text: string
  outcome: CallOutcome
  /** JSON-RPC error code. */
  error: string | null
  status: number
  /** The `result` member as the service wrote it; null when it is an error. */
  resultText: string | null
}

/** What is not to be kept must say so on results that could be kept. */
export const notToKeep = { ttlMs: 0, cacheScope: 'private' } as const

/** @param seal what becomes of the `requestState` of a service that asks its client something */
export function serviceAnswer(
  ask: Ask,
  line: string,
  peeked: Peeked,
  serverInfo: Record<string, unknown> | null,
  seal: (state: string) => string,
): ServiceAnswer {
  if (peeked.kind === 'error') return errorAnswer(ask, line)
  const resultText = resultOf(line, peeked)
  const isTool = ask.request.method === 'tools/call'
  const failed = isTool && /"isError":\s*true/.test(resultText) && hasMember(resultText, 'isError', true)
  const asks = needsInput(resultText)
  return {
    text: resultAnswer(ask, asks ? withSealedState(resultText, seal) : resultText, serverInfo),
    outcome: asks ? 'input-required' : failed ? 'tool-error' : 'ok',
    error: null,
    status: 200,
    resultText,
  }
}

/** @param resultText of a service of any revision */
export function resultAnswer(
  ask: Ask,
  resultText: string,
  serverInfo: Record<string, unknown> | null,
): string {
  const { id, method } = ask.request
  if (resultText.includes('"resultType"') && hasMember(resultText, 'resultType'))
    return responseText(id, resultText)
  const cache = method === 'resources/read' ? notToKeep : null
  return responseText(id, completeResult(resultText, { serverInfo, cache }))
}

function needsInput(resultText: string): boolean {
  return (
    /"resultType":\s*"input_required"/.test(resultText) &&
    hasMember(resultText, 'resultType', 'input_required')
  )
}

function withSealedState(resultText: string, seal: (state: string) => string): string {
  const result = JSON.parse(resultText) as Record<string, unknown>
  const state = result['requestState']
  return typeof state === 'string' ? JSON.stringify({ ...result, requestState: seal(state) }) : resultText
}

function errorAnswer(ask: Ask, line: string): ServiceAnswer {
  const { id, method, params } = ask.request
  const message = parseLine(line)
  const error: JsonRpcError = (message && isResponse(message) && message.error) || {
    code: rpcCode.internalError,
    message: 'The service answered with an error that cannot be read.',
  }
  const isLost = error.code === LEGACY_RESOURCE_NOT_FOUND
  const code = isLost ? rpcCode.invalidParams : error.code
  const data = error.data ?? (isLost ? { uri: params?.['uri'] } : undefined)
  return {
    text: JSON.stringify(errorResponse(id, code, error.message, data)),
    outcome: 'error',
    error: String(code),
    status: statusOf(code, method),
    resultText: null,
  }
}

/** A tool's own "method not found" is about something else than the request's method. */
function statusOf(code: number, method: string): number {
  if (code === modernCode.missingCapability) return 400
  return code === rpcCode.methodNotFound && method !== 'tools/call' ? 404 : 200
}

/** Parses: only for texts in which the member's name was seen. */
function hasMember(resultText: string, name: string, value?: unknown): boolean {
  try {
    const result: unknown = JSON.parse(resultText)
    if (!isPlainObject(result) || !(name in result)) return false
    return value === undefined || result[name] === value
  } catch {
    return false
  }
}
