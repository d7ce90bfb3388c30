import type { Clock } from '@shared/lib/clock'
import {
  errorResponse,
  isRequest,
  isResponse,
  RELATED_REQUEST,
  rpcCode,
  type JsonRpcMessage,
  type JsonRpcNotification,
  type JsonRpcRequest,
} from '@shared/mcp/json-rpc'
import { tokenAtHead } from '@shared/mcp/peek-response'
import type { GatewayOptions } from '../options'
import type { CarriedRequests } from '../upstream/carried'
import { Leg } from '../upstream/leg'
import { parseLine } from '@shared/mcp/parse-line'
import { peekResponse, type Peeked } from '../upstream/peek'
import type { RouteCell } from '../upstream/routes'
import type { Unavailable } from '../upstream/unavailable'
import { unreadable } from '../upstream/waiting-room'
import { UpstreamCall, type CallStart } from './upstream-call'

export interface UpstreamDeps {
  route: RouteCell
  clock: Clock
  options: GatewayOptions
  nextId(): number
  onStray(what: string): void
}

export interface UpstreamEvents {
  /** A notification that belongs to no request. */
  onUnrelated(message: JsonRpcNotification): void
  /** The service refused the handshake: nothing can be carried here. */
  onRejected(): void
  /** True while somebody listens to what the service says unasked. */
  isListening(): boolean
  /** All requests here are of one client: what the service asks can be put to any of them. */
  readonly isOneClient: boolean
}

/** One conversation with one service that carries the requests of many clients under ids of ours. */
export class Upstream implements CarriedRequests<UpstreamCall> {
  readonly leg: Leg<UpstreamCall>
  readonly #deps: UpstreamDeps
  readonly #events: UpstreamEvents
  readonly #calls = new Map<number, UpstreamCall>()

  constructor(deps: UpstreamDeps, events: UpstreamEvents) {
    const { route, clock, options } = deps
    this.#deps = deps
    this.#events = events
    this.leg = new Leg<UpstreamCall>(
      { route, clock, options, requests: this },
      {
        onLine: (line) => this.#receive(line),
        onStray: (what) => deps.onStray(what),
        onBroken: () => {
          for (const call of this.#calls.values()) call.owner.broken()
        },
        onRejected: () => events.onRejected(),
        isListening: () => events.isListening(),
      },
    )
  }

  get size(): number {
    return this.#calls.size
  }

  /** It has neither been answered nor failed. */
  has(call: UpstreamCall): boolean {
    return this.#calls.has(call.id)
  }

  carry(start: CallStart): UpstreamCall {
    const call = new UpstreamCall(this.#deps.nextId(), start)
    this.#calls.set(call.id, call)
    this.leg.carry(call)
    return call
  }

  /** Nobody wants the answer: the service is told, unless it never heard of the request. */
  cancel(call: UpstreamCall): void {
    if (!this.#calls.delete(call.id) || this.leg.recall(call)) return
    this.tell('notifications/cancelled', { requestId: call.id, reason: 'The client left.' })
  }

  tell(method: string, params: Record<string, unknown>): void {
    this.leg.carryNote(JSON.stringify({ jsonrpc: '2.0', method, params }))
  }

  /** Answers a question of the service. */
  reply(id: JsonRpcRequest['id'], result: unknown): void {
    this.leg.carryNote(JSON.stringify({ jsonrpc: '2.0', id, result }))
  }

  replyError(id: JsonRpcRequest['id'], message: string, code: number = rpcCode.refused): void {
    this.leg.carryNote(JSON.stringify(errorResponse(id, code, message)))
  }

  /** @param now monotonic ms */
  tick(now: number): void {
    for (const call of this.#calls.values()) call.owner.tick(now)
  }

  /** Ends every request with this reason, then the pipe. */
  close(why: Unavailable): void {
    for (const call of this.all()) {
      this.leg.recall(call)
      this.fail(call, why)
    }
    this.leg.close()
  }

  all(): UpstreamCall[] {
    return [...this.#calls.values()]
  }
  find(token: string): UpstreamCall | undefined {
    return this.#calls.get(Number(token))
  }
  fail(call: UpstreamCall, why: Unavailable): void {
    if (this.#calls.delete(call.id)) call.owner.failed(why)
  }
  withdraw(call: UpstreamCall): void {
    this.#calls.delete(call.id)
  }

  #receive(line: string): void {
    const peeked = peekResponse(line)
    if (peeked) return this.#answer(peeked, line)
    const message = parseLine(line)
    if (!message) return this.#unreadable(line)
    const related = takeRelated(message)
    if (isResponse(message)) this.#answer(peekedOf(message), JSON.stringify(message))
    else if (isRequest(message)) this.#ask(message, related)
    else this.#tell(message, related)
  }

  /** Whoever waits for it need not wait until the time is over. */
  #unreadable(line: string): void {
    this.#deps.onStray('a line that is no JSON-RPC message')
    const token = tokenAtHead(line)
    const call = token === null ? undefined : this.find(token)
    if (call) this.fail(call, unreadable(this.leg.serviceId, call.method))
  }

  /** An answer to nobody is to a request that was cancelled meanwhile, or to one of our own that needs none. */
  #answer(peeked: Peeked, line: string): void {
    const call = this.#calls.get(Number(peeked.token))
    if (call && this.#calls.delete(call.id)) call.owner.answered(line, peeked)
  }

  #ask(question: JsonRpcRequest, related: unknown): void {
    if (question.method === 'ping') return this.reply(question.id, {})
    const call = this.#calls.get(Number(related)) ?? this.#latest()
    if (call) call.owner.asked(question)
    else this.replyError(question.id, 'No request of the client is running that this could belong to.')
  }

  #tell(message: JsonRpcNotification, related: unknown): void {
    if (message.method === 'notifications/cancelled') return this.#withdrawn(message.params?.['requestId'])
    const id = message.method === 'notifications/progress' ? message.params?.['progressToken'] : related
    const call = this.#calls.get(Number(id ?? related))
    if (call) call.owner.told(message)
    else if (related === undefined) this.#events.onUnrelated(message)
  }

  /** The service takes a question of its own back. */
  #withdrawn(questionId: unknown): void {
    for (const call of this.#calls.values()) call.owner.unasked(questionId)
  }

  /** Many services do not say to which request a question belongs; then it is the youngest one's, if no other client can be meant. */
  #latest(): UpstreamCall | undefined {
    const open = this.all().filter((call) => call.isOpen)
    return this.#events.isOneClient || open.length === 1 ? open.at(-1) : undefined
  }
}

/** Removes the member that never leaves the machine's inside. @returns its value */
function takeRelated(message: JsonRpcMessage): unknown {
  const loose: { [RELATED_REQUEST]?: unknown } = message as { [RELATED_REQUEST]?: unknown }
  const related = loose[RELATED_REQUEST]
  delete loose[RELATED_REQUEST]
  return related
}

function peekedOf(message: { id: unknown; error?: unknown }): Peeked {
  return { token: JSON.stringify(message.id), kind: message.error === undefined ? 'result' : 'error' }
}
