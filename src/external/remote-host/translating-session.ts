import { errorText } from '@shared/errors'
import {
  errorResponse,
  isPlainObject,
  isRequest,
  isResponse,
  rpcCode,
  type JsonRpcId,
  type JsonRpcMessage,
  type JsonRpcRequest,
  type JsonRpcResponse,
} from '@shared/mcp/json-rpc'
import { metaKey } from '@shared/mcp/modern'
import { sleep } from '@shared/lib/clock'
import { sessionRevisions } from '../kit/session-revisions'
import { ChangeListener } from './change-listener'
import { cancelledId, type Conversation, type ConversationDeps } from './conversation'
import type { ModernLeg } from './modern-leg'
import { Questions } from './questions'

export interface TranslatingDeps extends ConversationDeps {
  leg: ModernLeg
  /** What `server/discover` answered at the tenant's start. */
  discovered: Record<string, unknown>
  revision: string
}

/** Times one request may ask back. */
const MAX_ROUNDS = 10
/** A server that only wants the request again, without asking anything, is given a moment. */
const PACE_MS = 250

/**
 * A client with a session in front of a server that knows only 2026-07-28: the handshake is answered here, every
 * request carries what the handshake said, and what a server asks back becomes a question to the client.
 */
export class TranslatingSession implements Conversation {
  readonly #deps: TranslatingDeps
  readonly #questions: Questions
  readonly #changes: ChangeListener
  /** The upstream id of each client request that runs. */
  readonly #running = new Map<JsonRpcId, JsonRpcId | null>()
  #client: Record<string, unknown> = {}
  #logLevel: unknown
  #asked = 0

  constructor(deps: TranslatingDeps) {
    this.#deps = deps
    this.#questions = new Questions(deps.downstream)
    this.#changes = new ChangeListener({
      leg: deps.leg,
      clock: deps.upstream.clock,
      revision: deps.revision,
      meta: () => this.#meta({}),
      onChange: (message) => deps.downstream.send(message),
    })
  }

  receive(message: JsonRpcMessage): void {
    if (isResponse(message)) return this.#questions.receive(message)
    if (isRequest(message)) return this.#request(message)
    if (message.method === 'notifications/initialized') this.#changes.listenFor(this.#capabilities())
    const id = cancelledId(message)
    if (id !== undefined) this.#cancel(id)
  }

  async close(): Promise<void> {
    this.#changes.close()
    this.#questions.withdraw(null)
    for (const id of this.#running.values()) if (id !== null) this.#deps.leg.cancel(id)
    this.#running.clear()
  }

  #request(request: JsonRpcRequest): void {
    const { params = {} } = request
    switch (request.method) {
      case 'initialize':
        this.#client = params
        return this.#answer(request.id, this.#handshake(params['protocolVersion']))
      case 'ping':
        return this.#answer(request.id, {})
      case 'logging/setLevel':
        this.#logLevel = params['level']
        return this.#answer(request.id, {})
      case 'resources/subscribe':
      case 'resources/unsubscribe': {
        const uri = String(params['uri'])
        if (request.method === 'resources/subscribe') this.#changes.subscribe(uri)
        else this.#changes.unsubscribe(uri)
        return this.#answer(request.id, {})
      }
      default:
        void this.#carry(request)
    }
  }

  /** Repeats the request with what the client answered, until its result is complete. */
  async #carry(request: JsonRpcRequest): Promise<void> {
    this.#running.set(request.id, null)
    try {
      const answer = await this.#rounds(request)
      if (this.#running.has(request.id)) this.#deps.downstream.send({ ...answer, id: request.id })
    } catch (error) {
      if (this.#running.has(request.id))
        this.#deps.downstream.send(errorResponse(request.id, rpcCode.internalError, errorText(error)))
    } finally {
      this.#running.delete(request.id)
    }
  }

  async #rounds(request: JsonRpcRequest): Promise<JsonRpcResponse> {
    let extra: Record<string, unknown> = {}
    for (let round = 0; round < MAX_ROUNDS; round++) {
      const answer = await this.#ask(request, extra)
      const { result } = answer
      if (!isPlainObject(result) || result['resultType'] !== 'input_required') return complete(answer)
      const asked = isPlainObject(result['inputRequests']) ? result['inputRequests'] : {}
      const hasQuestions = Object.keys(asked).length > 0
      if (!hasQuestions) await sleep(this.#deps.upstream.clock, PACE_MS)
      extra = {
        ...(hasQuestions ? { inputResponses: await this.#questions.ask(asked, request.id) } : {}),
        ...('requestState' in result ? { requestState: result['requestState'] } : {}),
      }
    }
    const text = `${this.#deps.upstream.host} still asked for more after ${MAX_ROUNDS} answers.`
    return errorResponse(request.id, rpcCode.internalError, text)
  }

  #ask(request: JsonRpcRequest, extra: Record<string, unknown>): Promise<JsonRpcResponse> {
    const { leg, downstream, revision } = this.#deps
    const id = `omnimind-${++this.#asked}`
    if (this.#running.has(request.id)) this.#running.set(request.id, id)
    const params = { ...request.params, ...extra, _meta: this.#meta(request.params?.['_meta']) }
    return new Promise((resolve) => {
      leg.ask({ jsonrpc: '2.0', id, method: request.method, params }, revision, {
        onRelated: (message) => {
          // This revision has no requests from servers; one would find nobody to answer it.
          if (!isRequest(message)) downstream.send(message, request.id)
        },
        onAnswer: resolve,
      })
    })
  }

  #cancel(id: JsonRpcId): void {
    const upstreamId = this.#running.get(id)
    this.#running.delete(id)
    this.#questions.withdraw(id)
    if (upstreamId !== undefined && upstreamId !== null) this.#deps.leg.cancel(upstreamId)
  }

  /** A client that asks for a revision not known here is offered the newest. */
  #handshake(asked: unknown): Record<string, unknown> {
    const { discovered } = this.#deps
    const meta = isPlainObject(discovered['_meta']) ? discovered['_meta'] : {}
    const { instructions } = discovered
    return {
      protocolVersion: sessionRevisions.find((revision) => revision === asked) ?? sessionRevisions[0],
      capabilities: this.#capabilities(),
      serverInfo: meta[metaKey.serverInfo] ?? { name: this.#deps.upstream.host, version: '0' },
      ...(instructions === undefined ? {} : { instructions }),
    }
  }

  #capabilities(): Record<string, unknown> {
    const { capabilities } = this.#deps.discovered
    return isPlainObject(capabilities) ? capabilities : {}
  }

  #meta(own: unknown): Record<string, unknown> {
    const { capabilities, clientInfo } = this.#client
    return {
      ...(isPlainObject(own) ? own : {}),
      [metaKey.protocolVersion]: this.#deps.revision,
      [metaKey.clientCapabilities]: isPlainObject(capabilities) ? capabilities : {},
      ...(clientInfo === undefined ? {} : { [metaKey.clientInfo]: clientInfo }),
      ...(this.#logLevel === undefined ? {} : { [metaKey.logLevel]: this.#logLevel }),
    }
  }

  #answer(id: JsonRpcId, result: Record<string, unknown>): void {
    this.#deps.downstream.send({ jsonrpc: '2.0', id, result })
  }
}

/** The sessions' era has no kinds of results. */
function complete(answer: JsonRpcResponse): JsonRpcResponse {
  if (!isPlainObject(answer.result)) return answer
  const { resultType: _, ...result } = answer.result
  return { ...answer, result }
}
