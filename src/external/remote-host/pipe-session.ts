import { errorResponse, isRequest, rpcCode, type JsonRpcMessage } from '@shared/mcp/json-rpc'
import { MODERN_VERSION } from '@shared/mcp/modern'
import type { Connection, ConnectionEvents } from '../kit/connection'
import { NO_MESSAGE, parseLine } from '@shared/mcp/parse-line'
import { cancelledId, holdBack, type Conversation } from './conversation'
import { PipeDownstream } from './downstream'
import type { Era } from './era'
import { LegacySession } from './legacy-session'
import { ownRevision } from './messages'
import { ModernLeg } from './modern-leg'
import { SseSession } from './sse-session'
import type { ToolHeaders } from './tool-headers'
import { TranslatingSession } from './translating-session'
import type { Upstream } from './upstream'

export interface PipeSessionDeps {
  era: Era
  upstream: Upstream
  toolHeaders: ToolHeaders
  requestTimeoutMs: number
  log: (text: string) => void
  /** How clients with a session are served where the era leaves it open; found out once. */
  decide: () => Promise<'streamable' | 'translated'>
  onEnded: (session: PipeSession) => void
}

/** One connection of the gateway: messages of a session go one way, those of 2026-07-28 the other. */
export class PipeSession implements ConnectionEvents {
  readonly #deps: PipeSessionDeps
  readonly #downstream: PipeDownstream
  readonly #modern: ModernLeg
  #conversation: Conversation | null = null
  /** While it is being decided who talks to the server. */
  #waiting: JsonRpcMessage[] | null = null
  #ended = false

  constructor(connection: Connection, deps: PipeSessionDeps) {
    this.#deps = deps
    this.#downstream = new PipeDownstream(connection, () => this.onClosed())
    this.#modern = this.#newLeg()
  }

  onLine(line: string): void {
    const message = parseLine(line)
    if (!message) return this.#downstream.send(errorResponse(null, rpcCode.invalidRequest, NO_MESSAGE))
    const revision = ownRevision(message)
    if (revision !== null && isRequest(message)) return this.#askModern(message, revision)
    const cancelled = cancelledId(message)
    if (cancelled !== undefined && this.#modern.cancel(cancelled)) return
    if (this.#conversation) this.#conversation.receive(message)
    else if (this.#waiting) this.#waiting.push(message)
    else {
      this.#waiting = [message]
      void this.#begin()
    }
  }

  onOverflow(): void {
    this.#downstream.send(errorResponse(null, rpcCode.invalidRequest, 'The message is longer than 10 MB.'))
  }

  onDrain(): void {
    this.#downstream.drained()
  }

  onClosed(): void {
    void this.close()
  }

  /** Ends everything under way and says goodbye to the server. */
  async close(): Promise<void> {
    if (this.#ended) return
    this.#ended = true
    this.#modern.close()
    // Nobody reads any more: streams that wait must go on to their end.
    this.#downstream.drained()
    await this.#conversation?.close()
    this.#deps.onEnded(this)
  }

  #askModern(request: Extract<JsonRpcMessage, { id: unknown; method: string }>, revision: string): void {
    const downstream = this.#downstream
    if (this.#deps.era.modern === null) {
      const text = `This server does not speak revision ${MODERN_VERSION} of MCP.`
      return downstream.send(errorResponse(request.id, rpcCode.methodNotFound, text))
    }
    this.#modern.ask(request, revision, {
      onRelated: (message) => downstream.send(message, request.id),
      onAnswer: (answer) => downstream.send(answer),
    })
  }

  async #begin(): Promise<void> {
    const { era, decide } = this.#deps
    const sessions = era.sessions === 'undecided' ? await decide() : era.sessions
    if (this.#ended) return
    const conversation = (this.#conversation = this.#converse(sessions))
    for (const message of this.#waiting ?? []) conversation.receive(message)
    this.#waiting = null
  }

  #converse(sessions: 'streamable' | 'sse' | 'translated'): Conversation {
    const { era, upstream, requestTimeoutMs, log } = this.#deps
    const deps = { upstream, downstream: this.#downstream, requestTimeoutMs, log }
    if (sessions === 'sse') return new SseSession(deps)
    if (sessions === 'streamable') return new LegacySession(deps)
    const discovered = era.modern ?? {}
    return new TranslatingSession({ ...deps, leg: this.#newLeg(), discovered, revision: MODERN_VERSION })
  }

  #newLeg(): ModernLeg {
    const { upstream, toolHeaders, requestTimeoutMs, log } = this.#deps
    return new ModernLeg({
      upstream,
      toolHeaders,
      requestTimeoutMs,
      log,
      holdBack: holdBack(this.#downstream),
    })
  }
}
