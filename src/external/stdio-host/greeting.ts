import { errorResponse, rpcCode, type JsonRpcError, type JsonRpcResponse } from '@shared/mcp/json-rpc'
import { sessionRevisions } from '../kit/session-revisions'
import type { Handshake } from './handshake'

/** Revisions with a handshake, oldest first. Within what a server agreed to, it can serve the older ones too. */
const LEGACY = sessionRevisions.toReversed()

/** Answers every client's `initialize` from the one answer the child gave. */
export function answerFrom(
  handshake: Extract<Handshake, { kind: 'legacy' | 'modern' }>,
): (params: Record<string, unknown>) => Partial<JsonRpcResponse> {
  if (handshake.kind === 'modern') {
    const error = handshake.refusal ?? noSessions
    return () => ({ error })
  }
  const { result } = handshake
  return (params) => ({ result: { ...result, protocolVersion: agree(result, params) } })
}

function agree(result: Record<string, unknown>, params: Record<string, unknown>): unknown {
  const { protocolVersion: spoken } = result
  const newest = LEGACY.indexOf(String(spoken))
  const wanted = LEGACY.indexOf(String(params['protocolVersion']))
  return wanted >= 0 && wanted <= newest ? LEGACY[wanted] : spoken
}

const noSessions: JsonRpcError = errorResponse(null, rpcCode.methodNotFound, 'Method not found: initialize')
  .error as JsonRpcError
