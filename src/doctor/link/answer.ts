import type { JsonRpcError, JsonRpcResponse } from '@shared/mcp/json-rpc'
import { isPlainObject } from '@shared/mcp/json-rpc'
import type { Finding } from '../finding'

/** What came of one request. */
export type Answer =
  | { kind: 'result'; result: Record<string, unknown>; ms: number }
  | { kind: 'error'; error: JsonRpcError; ms: number }
  /** No answer that a client could use; `status` is the HTTP status, where one came. */
  | { kind: 'none'; finding: Finding; status?: number }

/** One way to speak JSON-RPC with a server. */
export interface Link {
  ask(method: string, params: Record<string, unknown>, timeoutMs: number): Promise<Answer>
  tell(method: string): Promise<void>
  /** From now on messages name this revision where the transport wants it. */
  agreed(revision: string): void
}

export function answerOf(method: string, { result, error }: JsonRpcResponse, ms: number): Answer {
  if (error) return { kind: 'error', error, ms }
  if (isPlainObject(result)) return { kind: 'result', result, ms }
  const text = `Its answer to "${method}" has a result that is no object.`
  return { kind: 'none', finding: { code: 'ANSWER_BROKEN', text, evidence: [JSON.stringify(result)] } }
}

export function wrongId(method: string, asked: unknown, answered: unknown): Finding {
  const text = `It answered "${method}" with the id ${JSON.stringify(answered)} instead of ${JSON.stringify(asked)}.`
  return { code: 'WRONG_ID', text }
}
