import {
  Agent as HttpAgent,
  request as httpRequest,
  type ClientRequest,
  type IncomingMessage,
} from 'node:http'
import { Agent as HttpsAgent, request as httpsRequest } from 'node:https'
import { SECOND, type Clock } from '@shared/lib/clock'
import { discard } from './bounded-text'
import { mayPass, NetworkProblem, networkSentence, Unreachable } from './network-problem'

export interface HttpCall {
  method: 'GET' | 'POST' | 'DELETE'
  /** Lower-case names. They win over the headers the person set. */
  headers: Record<string, string>
  body?: string
  signal: AbortSignal
}

const CONNECT_MS = 10 * SECOND
const MAX_REDIRECTS = 5
/** Free connections are given up before the usual servers (5 s) give them up: a call must not meet a closed one. */
const FREE_SOCKET_MS = 4 * SECOND

/**
 * HTTP to one remote server. Node's own client instead of `fetch`: an answer may take as long as the caller
 * waits (fetch gives up after 300 s), and an error says whether the request can have arrived.
 */
export class HttpClient {
  readonly host: string
  readonly #clock: Clock
  readonly #fixedHeaders: Record<string, string>
  readonly #agent: HttpAgent | HttpsAgent

  /** @param fixedHeaders what the person set for this server; sent to its origin only, never told in errors */
  constructor(url: URL, fixedHeaders: Record<string, string>, clock: Clock) {
    this.host = url.host
    this.#clock = clock
    this.#fixedHeaders = lowerCased(fixedHeaders)
    const options = { keepAlive: true, timeout: FREE_SOCKET_MS, maxFreeSockets: 16 }
    this.#agent = url.protocol === 'https:' ? new HttpsAgent(options) : new HttpAgent(options)
  }

  /** The person set an own Authorization header: there is nothing to sign in to. */
  get hasFixedAuthorization(): boolean {
    return this.#fixedHeaders['authorization'] !== undefined
  }

  /**
   * One request; the answer's body is for the caller to read or destroy. Redirects are followed only within
   * the origin, and only where the method stays what it is.
   * @throws NetworkProblem when no answer came; the signal's reason when it was aborted
   */
  async send(url: URL, call: HttpCall): Promise<IncomingMessage> {
    let current = url
    for (let followed = 0; ; followed++) {
      const answer = await this.#exchange(current, call)
      const target = redirectTarget(current, answer)
      if (target === null) return answer
      await discard(answer, this.#clock)
      const status = answer.statusCode ?? 0
      const keepsMethod = call.method === 'GET' || status === 307 || status === 308
      if (!keepsMethod || target.origin !== url.origin || followed === MAX_REDIRECTS)
        throw new NetworkProblem(
          `${this.host} redirects to ${target.origin}${target.pathname}, which was not followed. ` +
            'Use that address if it is the server you mean.',
          'not-delivered',
        )
      current = target
    }
  }

  close(): void {
    this.#agent.destroy()
  }

  async #exchange(url: URL, call: HttpCall): Promise<IncomingMessage> {
    call.signal.throwIfAborted()
    const request = this.#open(url, call)
    const connected = this.#watchConnecting(request)
    const abort = (): void => void request.destroy(new Error('aborted'))
    call.signal.addEventListener('abort', abort, { once: true })
    try {
      const answer = await new Promise<IncomingMessage>((resolve, reject) => {
        request.once('response', resolve)
        request.once('error', reject)
        request.end(call.body)
      })
      // From here on the body carries errors; the request's own event would have no listener.
      request.on('error', () => {})
      answer.once('close', () => call.signal.removeEventListener('abort', abort))
      return answer
    } catch (error) {
      call.signal.removeEventListener('abort', abort)
      call.signal.throwIfAborted()
      if (error instanceof NetworkProblem) throw error
      const text = networkSentence(error, this.host)
      if (!connected() && mayPass(error)) throw new Unreachable(text, error)
      throw new NetworkProblem(text, connected() ? 'maybe-delivered' : 'not-delivered', error)
    }
  }

  #open(url: URL, { method, headers, body }: HttpCall): ClientRequest {
    const send = url.protocol === 'https:' ? httpsRequest : httpRequest
    const length = body === undefined ? {} : { 'content-length': String(Buffer.byteLength(body)) }
    try {
      const all = { ...this.#fixedHeaders, ...headers, ...length }
      return send(url, { method, headers: all, agent: this.#agent })
    } catch {
      // Node's message would repeat the header's value.
      throw new NetworkProblem(
        `A header set for ${this.host} has characters that HTTP does not allow.`,
        'not-delivered',
      )
    }
  }

  /** Gives up a connection that does not come about. @returns whether it came about */
  #watchConnecting(request: ClientRequest): () => boolean {
    let connected = false
    request.once('socket', (socket) => {
      if (!socket.connecting) {
        connected = true
        return
      }
      const text = `${this.host} did not take the connection within ${CONNECT_MS / SECOND} s.`
      const late = new Unreachable(text)
      const timer = this.#clock.after(CONNECT_MS, () => request.destroy(late))
      socket.once('encrypted' in socket ? 'secureConnect' : 'connect', () => {
        connected = true
        timer.dispose()
      })
      socket.once('close', () => timer.dispose())
    })
    return () => connected
  }
}

function redirectTarget(from: URL, answer: IncomingMessage): URL | null {
  const { statusCode = 0, headers } = answer
  if (![301, 302, 303, 307, 308].includes(statusCode) || headers.location === undefined) return null
  return URL.canParse(headers.location, from) ? new URL(headers.location, from) : null
}

function lowerCased(headers: Record<string, string>): Record<string, string> {
  return Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]))
}
