import { SECOND } from '@shared/lib/clock'
import type { JsonRpcId, JsonRpcMessage } from '@shared/mcp/json-rpc'
import type { Downstream } from './downstream'
import type { Upstream } from './upstream'

/** What talks to the remote server on behalf of one MCP session. */
export interface Conversation {
  receive(message: JsonRpcMessage): void
  /** The gateway is gone or the tenant ends; resolves when the server was told, as far as it could be. */
  close(): Promise<void>
}

export interface ConversationDeps {
  upstream: Upstream
  downstream: Downstream
  /** A request of which nothing is heard for so long, and GRACE_MS more, is given up. */
  requestTimeoutMs: number
  log: (text: string) => void
  /** Why a request got no answer of the server's. */
  onFailure?: (error: unknown) => void
}

/** The gateway's own limit comes first; this one is for a server that never ends anything. */
export const GRACE_MS = 5 * SECOND
/** A message nobody answers must have been taken by then. */
export const TELL_MS = 10 * SECOND

/** The id of the request a `notifications/cancelled` names. */
export function cancelledId(message: JsonRpcMessage): JsonRpcId | undefined {
  if (!('method' in message) || message.method !== 'notifications/cancelled') return undefined
  const id = message.params?.['requestId']
  return typeof id === 'string' || typeof id === 'number' ? id : undefined
}

/** Makes a stream wait while the gateway does not read. */
export function holdBack(downstream: Downstream): (resume: () => void) => boolean {
  return (resume) => {
    if (!downstream.isFull) return false
    downstream.onceDrained(resume)
    return true
  }
}
