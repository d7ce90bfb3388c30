import type { ServerResponse } from 'node:http'
import { errorResponse, rpcCode, type JsonRpcId } from '@shared/mcp/json-rpc'
import { sendJson } from '../front/reply'
import type { Accepts } from '../guards/content'
import type { SessionStream } from './stream'
import type { SessionStreams } from './streams'

/**
 * How the waiting HTTP answer stands. `gone`: its client left and cannot come back for it; the call goes on, its
 * answer is dropped. A stream whose connection broke is still `streaming`: the client may resume it.
 */
type State =
  | { kind: 'held' }
  | { kind: 'streaming'; stream: SessionStream }
  | { kind: 'gone' }
  | { kind: 'finished' }

const held: State = { kind: 'held' }
const gone: State = { kind: 'gone' }
const finished: State = { kind: 'finished' }

export interface ClientAnswerStart {
  id: JsonRpcId
  method: string
  response: ServerResponse
  accepts: Accepts
  headers: Record<string, string>
  streams: SessionStreams
}

/** The HTTP answer of one request: JSON when only the answer comes, an event stream when something comes before. */
export class ClientAnswer {
  /** Of messages, as written. */
  bytes = 0
  readonly #start: ClientAnswerStart
  #state: State = held

  constructor(start: ClientAnswerStart) {
    this.#start = start
  }

  get isHeld(): boolean {
    return this.#state.kind === 'held'
  }
  /** True while its client waits for the answer, or may come back for it. */
  get isOpen(): boolean {
    return this.#state.kind === 'held' || this.#state.kind === 'streaming'
  }
  /** True while its client is connected. */
  get isHeard(): boolean {
    return this.#state.kind === 'streaming' ? this.#state.stream.isAttached : this.isHeld
  }
  /** True when messages may come before the answer. */
  get canStream(): boolean {
    return this.isOpen && this.#start.accepts.events
  }

  /** Its client closed the connection. In this era that cancels nothing, and a stream can be resumed. */
  leave(): void {
    if (this.isHeld || (this.#state.kind === 'streaming' && !this.#state.stream.canResume)) this.#state = gone
  }

  /** Starts the event stream, if the client can read one. */
  openStream(now: number): SessionStream | null {
    const { accepts, streams, response, headers } = this.#start
    if (this.#state.kind === 'held' && accepts.events)
      this.#state = { kind: 'streaming', stream: streams.open(response, headers, now) }
    return this.#state.kind === 'streaming' ? this.#state.stream : null
  }

  /** A message that comes before the answer. @returns false when nobody can read it */
  relate(text: string, mayDrop: boolean, now: number): boolean {
    const stream = this.openStream(now)
    this.bytes += stream?.send(text, mayDrop, now) ?? 0
    return stream !== null
  }

  /** The answer, as JSON when the client reads that and no stream began. @param status counts while none began */
  finish(text: string, now: number, status = 200, headers?: Record<string, string>): void {
    const { response, accepts } = this.#start
    if (this.isHeld && (accepts.json || status !== 200)) {
      const all = headers ? { ...this.#start.headers, ...headers } : this.#start.headers
      this.bytes += sendJson(response, status, text, all)
    } else {
      const stream = this.openStream(now)
      this.bytes += stream?.send(text, false, now, () => this.#notKept()) ?? 0
      stream?.end(now)
    }
    this.#state = finished
  }

  fail(code: number, message: string, now: number, status = 200, headers?: Record<string, string>): void {
    this.finish(JSON.stringify(errorResponse(this.#start.id, code, message)), now, status, headers)
  }

  /** Ends without a reply, as the protocol asks for a cancelled request. */
  withdraw(now: number): void {
    const { response, accepts, headers } = this.#start
    if (this.isHeld && !accepts.events) return this.fail(rpcCode.refused, 'The request was cancelled.', now)
    // Without any event id, so that no client comes back for an answer that will not be.
    if (this.isHeld) response.writeHead(200, { ...headers, 'content-type': 'text/event-stream' }).end()
    if (this.#state.kind === 'streaming') this.#state.stream.end(now)
    this.#state = finished
  }

  #notKept(): string {
    const { id, method } = this.#start
    const text =
      `The connection broke before the answer to "${method}" had arrived, and it is too large to be kept. ` +
      'It was carried out; ask again if that does no harm.'
    return JSON.stringify(errorResponse(id, rpcCode.internalError, text))
  }
}
