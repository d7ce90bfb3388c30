import {
  errorResponse,
  isPlainObject,
  isRequest,
  isResponse,
  rpcCode,
  type JsonRpcMessage,
  type JsonRpcNotification,
  type JsonRpcRequest,
  type JsonRpcResponse,
} from '@shared/mcp/json-rpc'
import { isModern } from './handshake'
import { isLogLevel, mostVerbose } from './log-levels'
import type { MuxSession } from './mux-session'
import { send, type MuxState } from './mux-state'
import type { OpenRequest } from './open-requests'
import { SUBSCRIPTION_ID, withMeta } from './request-meta'

/** How a child answers a client's `initialize`: from its own handshake, or (null) by being asked. */
export type Greeting = ((params: Record<string, unknown>) => Partial<JsonRpcResponse>) | null

/** One connection may have this many requests open at the child. */
const MAX_OPEN = 1_024
const MAX_TASK_TOKENS = 256

/** Takes what clients say to a child: numbers their requests and keeps apart what concerns one of them only. */
export class ClientSide {
  readonly #state: MuxState
  readonly #greeting: Greeting
  #lastNumber = 0

  constructor(state: MuxState, greeting: Greeting) {
    this.#state = state
    this.#greeting = greeting
  }

  receive(session: MuxSession, message: JsonRpcMessage): void {
    this.#state.acted(session)
    if (isResponse(message)) this.#answered(session, message)
    else if (isRequest(message)) this.#request(session, message)
    else this.#notification(session, message)
  }

  /** The client is gone: what it waited for is cancelled, what it was asked fails, what it wanted ends. */
  leave(session: MuxSession): void {
    const { requests, questions, sessions, subscribed } = this.#state
    sessions.delete(session)
    for (const { number } of requests.dropSession(session)) this.#cancelAtChild(number, 'The client left.')
    for (const { id } of questions.dropSession(session))
      this.#state.tell(errorResponse(id, rpcCode.internalError, 'The client left before it answered.'))
    for (const uri of session.subscriptions) {
      if (this.#isWanted(uri)) continue
      subscribed.delete(uri)
      this.#state.ask('resources/unsubscribe', { uri })
    }
    for (const [number, task] of this.#state.taskProgress)
      if (task.session === session) this.#state.taskProgress.delete(number)
    this.#levelMayRise()
  }

  #request(session: MuxSession, request: JsonRpcRequest): void {
    if (isModern(request.params)) return this.#forward(session, request)
    const uri = request.params?.['uri']
    if (request.method === 'initialize') this.#greet(session, request)
    else if (request.method === 'logging/setLevel') this.#setLevel(session, request)
    else if (request.method === 'resources/subscribe' && typeof uri === 'string')
      this.#subscribe(session, request, uri)
    else if (request.method === 'resources/unsubscribe' && typeof uri === 'string')
      this.#unsubscribe(session, request, uri)
    else this.#forward(session, request)
  }

  #greet(session: MuxSession, request: JsonRpcRequest): void {
    const params = request.params ?? {}
    session.capabilities = isPlainObject(params['capabilities']) ? params['capabilities'] : {}
    if (this.#greeting === null) return this.#forward(session, request)
    if (!send(session, { jsonrpc: '2.0', id: request.id, ...this.#greeting(params) }))
      refuse(session, request, rpcCode.internalError, 'The answer of the server is nested too deeply.')
  }

  #setLevel(session: MuxSession, request: JsonRpcRequest): void {
    const level = request.params?.['level']
    if (isLogLevel(level)) session.logLevel = level
    const wanted = isLogLevel(level) ? mostVerbose(this.#state.sessions) : level
    this.#state.logLevel = typeof wanted === 'string' ? wanted : null
    this.#forward(session, { ...request, params: { ...request.params, level: wanted } })
  }

  /** Whoever wanted the most has left. */
  #levelMayRise(): void {
    const { sessions, logLevel } = this.#state
    if (logLevel === null || sessions.size === 0) return
    const level = mostVerbose(sessions)
    if (level === logLevel) return
    this.#state.logLevel = level
    this.#state.ask('logging/setLevel', { level })
  }

  #subscribe(session: MuxSession, request: JsonRpcRequest, uri: string): void {
    session.subscriptions.add(uri)
    const { subscribed } = this.#state
    if (subscribed.has(uri)) return void send(session, { jsonrpc: '2.0', id: request.id, result: {} })
    this.#forward(session, request, (result) => {
      subscribed.add(uri)
      return result
    })
  }

  #unsubscribe(session: MuxSession, request: JsonRpcRequest, uri: string): void {
    session.subscriptions.delete(uri)
    if (this.#isWanted(uri)) return void send(session, { jsonrpc: '2.0', id: request.id, result: {} })
    this.#state.subscribed.delete(uri)
    this.#forward(session, request)
  }

  #isWanted(uri: string): boolean {
    return [...this.#state.sessions].some(({ subscriptions }) => subscriptions.has(uri))
  }

  #forward(session: MuxSession, request: JsonRpcRequest, onResult: OpenRequest['onResult'] = null): void {
    const { requests } = this.#state
    if (requests.size >= MAX_OPEN && requests.waiting((open) => open.session === session).length >= MAX_OPEN)
      return refuse(session, request, rpcCode.refused, `More than ${MAX_OPEN} requests are open at once.`)
    const number = ++this.#lastNumber
    const open = describe(session, request, number, onResult)
    const params =
      open.progressToken === undefined ? request.params : withMeta(request.params, { progressToken: number })
    if (!this.#state.tell({ ...request, id: number, ...(params ? { params } : {}) })) {
      const text = 'The server does not read what it is sent. Nothing was done; it is safe to try again.'
      return refuse(session, request, rpcCode.serviceUnavailable, text)
    }
    requests.add(open)
    if (open.progressToken !== undefined && isPlainObject(request.params?.['task']))
      this.#keepTask(number, session, open.progressToken)
  }

  #keepTask(number: number, session: MuxSession, progressToken: unknown): void {
    const { taskProgress } = this.#state
    taskProgress.set(number, { session, progressToken })
    const [oldest] = taskProgress.keys()
    if (taskProgress.size > MAX_TASK_TOKENS && oldest !== undefined) taskProgress.delete(oldest)
  }

  #answered(session: MuxSession, response: JsonRpcResponse): void {
    const question = this.#state.questions.take(response.id, session)
    if (question) this.#state.tell({ ...response, id: question.id })
  }

  #notification(session: MuxSession, message: JsonRpcNotification): void {
    if (message.method === 'notifications/cancelled') return this.#cancelled(session, message)
    // In a shared child's life there is one handshake, and that was ours.
    if (message.method === 'notifications/initialized' && this.#greeting !== null) return
    this.#state.tell(message)
  }

  #cancelled(session: MuxSession, { params }: JsonRpcNotification): void {
    const id = params?.['requestId']
    if (typeof id !== 'string' && typeof id !== 'number') return
    const open = this.#state.requests.find(session, id)
    if (!open) return
    this.#state.requests.cancel(open)
    this.#state.tell({
      jsonrpc: '2.0',
      method: 'notifications/cancelled',
      params: { ...params, requestId: open.number },
    })
  }

  #cancelAtChild(requestId: number, reason: string): void {
    this.#state.tell({ jsonrpc: '2.0', method: 'notifications/cancelled', params: { requestId, reason } })
  }
}

function describe(
  session: MuxSession,
  { id, method, params }: JsonRpcRequest,
  number: number,
  onResult: OpenRequest['onResult'],
): OpenRequest {
  const meta = params?.['_meta']
  const fields = isPlainObject(meta) ? meta : {}
  return {
    number,
    session,
    id,
    token: JSON.stringify(id),
    method,
    progressToken: fields['progressToken'],
    isModern: isModern(params),
    wantsLogs: fields['io.modelcontextprotocol/logLevel'] !== undefined,
    cancelled: false,
    // What it listens to is named by the request's id, which the client must find as it wrote it.
    onResult:
      method === 'subscriptions/listen' ? (result) => withMeta(result, { [SUBSCRIPTION_ID]: id }) : onResult,
  }
}

function refuse(session: MuxSession, { id }: JsonRpcRequest, code: number, text: string): void {
  send(session, errorResponse(id, code, text))
}
