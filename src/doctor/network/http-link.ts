import type { LookupFunction } from 'node:net'
import type { Clock } from '@shared/lib/clock'
import { isPlainObject } from '@shared/mcp/json-rpc'
import { metaKey, MODERN_VERSION } from '@shared/mcp/modern'
import { answerOf, wrongId, type Answer, type Link } from '../link/answer'
import { explainNetwork } from './explain-network'
import { explainStatus } from './explain-status'
import { exchange, NetworkFault, responseIn, type HttpAnswer } from './http-exchange'

const HEADERS = { 'content-type': 'application/json', accept: 'application/json, text/event-stream' }
const TELL_MS = 5_000

/** JSON-RPC over streamable HTTP, one request at a time. */
export class HttpLink implements Link {
  readonly url: URL
  readonly #headers: Record<string, string>
  readonly #clock: Clock
  readonly #signal: AbortSignal
  readonly #lookup: LookupFunction | undefined
  #session: string | null = null
  #revision: string | null = null
  #lastId = 0
  /** The last answer with an HTTP status, whatever it was. */
  last: HttpAnswer | null = null

  constructor(
    url: URL,
    headers: Record<string, string>,
    clock: Clock,
    signal: AbortSignal,
    lookup?: LookupFunction,
  ) {
    this.#lookup = lookup
    this.url = url
    this.#headers = headers
    this.#clock = clock
    this.#signal = signal
  }

  agreed(revision: string): void {
    this.#revision = revision
  }

  async ask(method: string, params: Record<string, unknown>, timeoutMs: number): Promise<Answer> {
    const id = ++this.#lastId
    const startedAt = this.#clock.monotonicMs()
    const sent = await this.#post({ jsonrpc: '2.0', id, method, params }, timeoutMs)
    if ('fault' in sent)
      return { kind: 'none', finding: await explainNetwork(sent.fault, this.url, timeoutMs, this.#lookup) }
    const { answer } = sent
    const response = responseIn(answer, id)
    const isGood = answer.status >= 200 && answer.status <= 299
    if (method === 'initialize' && isGood && response?.id === id) this.#begin(answer, response.result)
    // A refusal may come with an error of the protocol, which says more than the status; 401 and 403 say it all.
    if (response && (isGood || (response.error && answer.status !== 401 && answer.status !== 403))) {
      if (response.id !== id && (isGood || response.id !== null))
        return { kind: 'none', finding: wrongId(method, id, response.id), status: answer.status }
      return answerOf(method, response, this.#clock.monotonicMs() - startedAt)
    }
    const context = { method, url: this.url, wasInSession: this.#session !== null && method !== 'initialize' }
    return { kind: 'none', finding: explainStatus(answer, context), status: answer.status }
  }

  async tell(method: string): Promise<void> {
    await this.#post({ jsonrpc: '2.0', method }, TELL_MS)
  }

  /** Ends the session, where there is one. */
  async close(): Promise<void> {
    if (this.#session === null) return
    const headers = { ...this.#headers, 'mcp-session-id': this.#session }
    const signal = AbortSignal.timeout(TELL_MS)
    const question = { method: 'DELETE', headers, timeoutMs: TELL_MS, signal, lookup: this.#lookup } as const
    await exchange(this.url, question).catch(() => {})
  }

  /** Only what greets as MCP does has a session, which will be ended with a DELETE. */
  #begin({ headers }: HttpAnswer, greeting: unknown): void {
    const session = headers['mcp-session-id']
    const isGreeting =
      isPlainObject(greeting) &&
      typeof greeting['protocolVersion'] === 'string' &&
      isPlainObject(greeting['capabilities'])
    if (typeof session === 'string' && isGreeting) this.#session = session
  }

  async #post(
    message: { method: string; params?: Record<string, unknown>; [member: string]: unknown },
    timeoutMs: number,
  ): Promise<{ answer: HttpAnswer } | { fault: NetworkFault }> {
    const headers = { ...HEADERS, ...this.#headers, ...this.#ownHeaders(message.method, message.params) }
    try {
      const body = JSON.stringify(message)
      const answer = await exchange(this.url, {
        method: 'POST',
        headers,
        body,
        timeoutMs,
        signal: this.#signal,
        lookup: this.#lookup,
      })
      this.last = answer
      return { answer }
    } catch (error) {
      this.#signal.throwIfAborted()
      if (error instanceof NetworkFault) return { fault: error }
      throw error
    }
  }

  /** What each era repeats of a message in its headers (transports, 2025-11-25 and 2026-07-28). */
  #ownHeaders(method: string, params: Record<string, unknown> = {}): Record<string, string> {
    const meta = params['_meta']
    if (isPlainObject(meta) && meta[metaKey.protocolVersion] === MODERN_VERSION) {
      const name = method === 'tools/call' && typeof params['name'] === 'string' ? params['name'] : null
      return {
        'mcp-protocol-version': MODERN_VERSION,
        'mcp-method': method,
        ...(name !== null && { 'mcp-name': encoded(name) }),
      }
    }
    return {
      ...(this.#session !== null && { 'mcp-session-id': this.#session }),
      ...(this.#revision !== null && { 'mcp-protocol-version': this.#revision }),
    }
  }
}

/** Plain ASCII as it is, anything else as base64 of its UTF-8. */
function encoded(name: string): string {
  const isPlain = /^[\x21-\x7e](?:[\x20-\x7e]*[\x21-\x7e])?$/.test(name) && !name.startsWith('=?base64?')
  return isPlain ? name : `=?base64?${Buffer.from(name, 'utf8').toString('base64')}?=`
}
