import {
  errorResponse,
  isJsonRpcId,
  isPlainObject,
  isRequest,
  isResponse,
  rpcCode,
  type JsonRpcNotification,
  type JsonRpcRequest,
  type JsonRpcResponse,
} from '@shared/mcp/json-rpc'
import { peekResponse, replaceResponseId, tokenAtHead } from '@shared/mcp/peek-response'
import { parseLine } from '@shared/mcp/parse-line'
import { wantsLog } from './log-levels'
import type { MuxSession } from './mux-session'
import { OWN_ID, send, type MuxState } from './mux-state'
import type { OpenRequest } from './open-requests'
import { SUBSCRIPTION_ID, withMeta } from './request-meta'

/** Takes what a child says to those it concerns: answers by number, progress by token, the rest by what is open. */
export class ChildSide {
  readonly #state: MuxState

  constructor(state: MuxState) {
    this.#state = state
  }

  /**
   * One line. A slip of ours over what a server says costs that line, not the process that carries all of them.
   * @returns true for the answer to a request that waited
   */
  receive(line: string): boolean {
    try {
      return this.#take(line)
    } catch {
      this.#state.strays.count('a line that could not be dealt with', line)
      return false
    }
  }

  #take(line: string): boolean {
    const { requests } = this.#state
    const peeked = peekResponse(line)
    const number = peeked ? Number(peeked.token) : Number.NaN
    const open = requests.get(number)
    if (peeked && open && open.onResult === null) {
      requests.take(number)
      open.session.connection.send(replaceResponseId(line, peeked, open.token))
      return true
    }
    const message = parseLine(line)
    if (message === null) return this.#unreadable(line, peeked?.token ?? tokenAtHead(line))
    if (isResponse(message)) return this.#answer(message)
    else if (isRequest(message)) this.#question(message)
    else this.#notification(message, line)
    return false
  }

  /** @param token the id of the request it was to answer. @returns true when there is one */
  #unreadable(line: string, token: string | null): boolean {
    const { requests, strays } = this.#state
    strays.count('a line that is no JSON-RPC message', line)
    const open = token === null ? undefined : requests.take(Number(token))
    if (!open) return false
    const text = 'The result is no JSON, or is nested too deeply.'
    send(open.session, errorResponse(open.id, rpcCode.internalError, text))
    return true
  }

  /** An answer over 10 MB was dropped; one end of the line may tell whose it was. */
  overflow(head: string, tail: string): void {
    this.#state.strays.count('a line over 10 MB, which was dropped', head)
    const peeked = peekResponse(head) ?? peekResponse(`{"result":${tail}`)
    const waiting = this.#state.requests.waiting()
    const open =
      peeked && Number(peeked.token) > 0
        ? this.#state.requests.take(Number(peeked.token))
        : waiting.length === 1 && waiting[0]
          ? this.#state.requests.take(waiting[0].number)
          : undefined
    if (!open) return
    const text =
      'The result is longer than 10 MB, which is the most that can be sent. Ask for a smaller part.'
    send(open.session, errorResponse(open.id, rpcCode.internalError, text))
  }

  #answer(response: JsonRpcResponse): boolean {
    const { id, result } = response
    const open = typeof id === 'number' ? this.#state.requests.take(id) : undefined
    if (!open) {
      if (typeof id !== 'string' || !id.startsWith(OWN_ID))
        this.#state.strays.count('an answer to nothing it was asked', `id ${JSON.stringify(id)}`)
      return false
    }
    const changed =
      open.onResult && isPlainObject(result) ? { ...response, result: open.onResult(result) } : response
    if (!send(open.session, { ...changed, id: open.id }))
      send(open.session, errorResponse(open.id, rpcCode.internalError, 'The result is nested too deeply.'))
    return true
  }

  #question(request: JsonRpcRequest): void {
    const { questions, strays } = this.#state
    const { id, method, params } = request
    if (method === 'ping') return void this.#state.tell({ jsonrpc: '2.0', id, result: {} })
    if (questions.isFull) {
      strays.count('more than 128 questions at once; the others were refused', method)
      return this.#refuse(request, rpcCode.refused, 'Too many requests are open at once.')
    }
    const open = this.#requestsBehind(method, params)
    const able = open.length > 0 ? open.map(({ session }) => session) : this.#unaskedListeners(method, params)
    const [session, other] = new Set(able)
    if (!session || other) return this.#askNobody(request, other !== undefined)
    const related = open.at(-1)?.id
    const question = questions.add({ session, id, related })
    if (send(session, { ...request, id: question.number }, related)) return
    questions.take(question.number, session)
    this.#refuse(request, rpcCode.invalidRequest, 'The request is nested too deeply.')
  }

  #refuse({ id }: JsonRpcRequest, code: number, text: string): void {
    this.#state.tell(errorResponse(id, code, text))
  }

  /** Whose question it is cannot be told, or nobody can answer it: what one client's call asks is not shown to another. */
  #askNobody(request: JsonRpcRequest, several: boolean): void {
    const { id, method } = request
    if (method === 'roots/list') return void this.#state.tell({ jsonrpc: '2.0', id, result: { roots: [] } })
    const text = several
      ? `Several clients could be meant by "${method}". Set this server to one process per session.`
      : `No connected client can answer "${method}".`
    this.#refuse(request, rpcCode.methodNotFound, text)
  }

  /** Open requests in whose course the child may ask this, oldest first. */
  #requestsBehind(method: string, params: Record<string, unknown> | undefined): OpenRequest[] {
    return this.#state.requests.waiting((one) => mayAsk(one) && one.session.canAnswer(method, params))
  }

  /**
   * For a question that belongs to no request. While requests run, it belongs to one of them, whose client cannot
   * answer; nobody else is bothered with it.
   */
  #unaskedListeners(method: string, params: Record<string, unknown> | undefined): MuxSession[] {
    if (this.#state.requests.waiting(mayAsk).length > 0) return []
    return [...this.#state.sessions].filter((session) => session.canAnswer(method, params))
  }

  #notification(message: JsonRpcNotification, line: string): void {
    const { method, params } = message
    const meta = params?.['_meta']
    const subscription = isPlainObject(meta) ? meta[SUBSCRIPTION_ID] : undefined
    if (subscription !== undefined) this.#subscribed(message, Number(subscription))
    else if (method === 'notifications/progress') this.#progress(message, line)
    else if (method === 'notifications/cancelled') this.#cancelled(message)
    else if (method === 'notifications/message') this.#logged(message)
    else if (method === 'notifications/resources/updated') this.#updated(message)
    else this.#tellAll(message)
  }

  #progress(message: JsonRpcNotification, line: string): void {
    const number = Number(message.params?.['progressToken'])
    const open = this.#state.requests.get(number)
    const progress = open ?? this.#state.taskProgress.get(number)
    if (progress?.progressToken === undefined)
      return this.#state.strays.count('progress of nothing that runs', line)
    const params = { ...message.params, progressToken: progress.progressToken }
    send(progress.session, { ...message, params }, open?.id)
  }

  #cancelled(message: JsonRpcNotification): void {
    const id = message.params?.['requestId']
    const question = isJsonRpcId(id) ? this.#state.questions.takeById(id) : undefined
    if (!question) return
    const params = { ...message.params, requestId: question.number }
    send(question.session, { ...message, params }, question.related)
  }

  #logged(message: JsonRpcNotification): void {
    const level = message.params?.['level']
    const open = this.#state.requests.waiting((one) => !one.isModern || one.wantsLogs)
    // The newest request of each session comes last and stays.
    const newest = new Map(open.map((request) => [request.session, request]))
    if (newest.size === 0) return this.#tellAll(message, (session) => wantsLog(session, level))
    for (const [session, request] of newest) if (wantsLog(session, level)) send(session, message, request.id)
  }

  #updated(message: JsonRpcNotification): void {
    const uri = message.params?.['uri']
    const isSubscriber = (session: MuxSession): boolean =>
      typeof uri === 'string' && session.subscriptions.has(uri)
    const anybody = [...this.#state.sessions].some(isSubscriber)
    this.#tellAll(message, anybody ? isSubscriber : () => true)
  }

  /** A notification of a `subscriptions/listen`, which bears the number as its name. */
  #subscribed(message: JsonRpcNotification, number: number): void {
    const open = this.#state.requests.get(number)
    if (!open) return this.#state.strays.count('news of a subscription that is over', message.method)
    send(
      open.session,
      { ...message, params: withMeta(message.params, { [SUBSCRIPTION_ID]: open.id }) },
      open.id,
    )
  }

  #tellAll(message: JsonRpcNotification, wants: (session: MuxSession) => boolean = () => true): void {
    for (const session of this.#state.sessions)
      if (session.capabilities !== null && wants(session)) send(session, message)
  }
}

/** A server may ask back while it works on a request of the sessions' era; nothing is worked on for a ping. */
function mayAsk({ isModern, method }: OpenRequest): boolean {
  return !isModern && method !== 'ping'
}
