import PQueue from 'p-queue'
import type { Agent, Dispatcher } from 'undici'
import { errorText } from '@shared/errors'
import { ToolError } from '../../kit/define-tool'
import type { AllowedHost } from './allowed-hosts'
import type { Resolve } from './checked-address'
import { isRedirect, nextHop, turnsIntoGet, type Hop, type Method } from './redirects'
import { RequestFate } from './request-fate'
import { requestHeaders, type Headers } from './request-headers'
import { readBody } from './response-body'
import { targetUrl, type OwnPorts } from './target-url'

export interface WebClientDeps {
  resolve: Resolve
  allowedHosts: readonly AllowedHost[]
  ownPorts: OwnPorts
}

export interface WebRequest {
  method: Method
  url: string
  headers: Headers
  body: string | undefined
  maxBytes: number
  timeoutMs: number
}

export interface WebResponse {
  /** The last address, after redirects. */
  url: string
  status: number
  /** Names in lower case; several of one name are joined by ", ". */
  headers: Record<string, string>
  body: Buffer
  /** Addresses passed through before. */
  redirects: string[]
}

const MAX_REDIRECTS = 5
/** Requests at once, of all clients; each origin has at most so many connections. */
export const MAX_AT_ONCE = 20
const KEEP_ALIVE_MS = 4_000

/** Opens web addresses within the person's limits. Keeps no cookies, and knows no proxy. */
export class WebClient {
  readonly #deps: WebClientDeps
  readonly #queue = new PQueue({ concurrency: MAX_AT_ONCE })
  #agent: Promise<Agent> | null = null

  constructor(deps: WebClientDeps) {
    this.#deps = deps
  }

  /** @throws ToolError that also says what became of a request which may change something */
  async request(request: WebRequest, signal: AbortSignal): Promise<WebResponse> {
    const late = AbortSignal.timeout(request.timeoutMs)
    const either = AbortSignal.any([signal, late])
    const { method, url, headers, body } = request
    const first = { method, url: targetUrl(url, this.#deps.ownPorts), headers: requestHeaders(headers), body }
    const fate = new RequestFate(method)
    try {
      return await this.#queue.add(async () => await this.#follow(first, fate, request.maxBytes, either), {
        signal: either,
      })
    } catch (error) {
      const why = whyFailed(error, late.aborted, request.timeoutMs)
      throw new ToolError(fate.explain(why, error instanceof ToolError))
    }
  }

  load(): { running: number; waiting: number } {
    return { running: this.#queue.pending, waiting: this.#queue.size }
  }

  /** Closes what is kept open; requests that run go on. */
  async forget(): Promise<void> {
    const agent = this.#agent
    this.#agent = null
    await (await agent)?.close()
  }

  /** Ends everything, requests that run included. */
  async close(): Promise<void> {
    this.#queue.clear()
    const agent = this.#agent
    this.#agent = null
    await (await agent)?.destroy()
  }

  async #follow(first: Hop, fate: RequestFate, maxBytes: number, signal: AbortSignal): Promise<WebResponse> {
    const redirects: string[] = []
    for (let hop = first; ;) {
      const answer = await this.#send(hop, fate, signal)
      const status = answer.statusCode
      const headers = joined(answer.headers)
      const { location } = headers
      if (!isRedirect(status) || location === undefined) {
        fate.answered(status)
        const body = await readBody(answer.body, headers['content-encoding'] ?? '', maxBytes)
        return { url: hop.url.href, status, headers, body, redirects }
      }
      if (turnsIntoGet(hop.method, status)) fate.answered(status)
      else fate.passedOn()
      answer.body.destroy()
      redirects.push(hop.url.href)
      if (redirects.length > MAX_REDIRECTS)
        throw new ToolError(`More than ${MAX_REDIRECTS} redirects were not followed.`)
      hop = nextHop(hop, status, location, this.#deps.ownPorts)
    }
  }

  async #send(
    { method, url, headers, body }: Hop,
    fate: RequestFate,
    signal: AbortSignal,
  ): Promise<Dispatcher.ResponseData> {
    const { request } = await import('undici')
    const dispatcher = await (this.#agent ??= this.#newAgent())
    fate.sent()
    const answer = await request(url, {
      dispatcher,
      method,
      headers: { ...headers },
      body: body ?? null,
      signal,
    })
    // It may fail before anybody reads it, and an error without a listener ends the process.
    answer.body.on('error', () => {})
    return answer
  }

  async #newAgent(): Promise<Agent> {
    const [{ Agent }, { checkedConnector }] = await Promise.all([
      import('undici'),
      import('./checked-connector'),
    ])
    const { resolve, allowedHosts } = this.#deps
    return new Agent({
      connect: checkedConnector(resolve, allowedHosts),
      connections: MAX_AT_ONCE,
      keepAliveTimeout: KEEP_ALIVE_MS,
      keepAliveMaxTimeout: KEEP_ALIVE_MS,
      pipelining: 1,
    })
  }
}

function joined(headers: Dispatcher.ResponseData['headers']): Record<string, string> {
  const entries = Object.entries(headers).map(([name, value]) => [
    name,
    Array.isArray(value) ? value.join(', ') : value,
  ])
  return Object.fromEntries(entries.filter(([, value]) => value !== undefined)) as Record<string, string>
}

function whyFailed(error: unknown, isLate: boolean, timeoutMs: number): string {
  if (error instanceof ToolError) return error.message
  if (isLate) return `No complete answer came within ${timeoutMs / 1_000} s.`
  return `The request failed: ${causes(error)}.`
}

/** undici says "fetch failed" at times and why in the cause. */
function causes(error: unknown): string {
  const cause = error instanceof Error && error.cause !== undefined ? `: ${errorText(error.cause)}` : ''
  return errorText(error) + cause
}
