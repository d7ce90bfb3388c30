import type { Disposable } from '@shared/lib/disposable'
import type { JsonRpcNotification, JsonRpcRequest } from '@shared/mcp/json-rpc'
import type { Carried } from '../upstream/carried'
import type { Peeked } from '../upstream/peek'
import type { Unavailable } from '../upstream/unavailable'

/** For whom a request is with a service. */
export interface CallOwner {
  /** Somebody still wants the answer. */
  readonly isWaiting: boolean
  /** It is on the pipe. */
  sent(): void
  answered(line: string, peeked: Peeked): void
  failed(why: Unavailable): void
  /** A notification that belongs to the request. */
  told(message: JsonRpcNotification): void
  /** The service asks its client something in the middle of the request. */
  asked(question: JsonRpcRequest): void
  /** It takes the question with this id back, if it was of this request. */
  unasked(questionId: unknown): void
  /** The pipe ended: what was asked on it is void. */
  broken(): void
  /** @param now monotonic ms */
  tick(now: number): void
}

export interface CallStart {
  owner: CallOwner
  method: string
  repeatable: boolean
  /** @param id ours, unique in this process; it is the progress token too */
  params(id: number): Record<string, unknown> | undefined
}

/** A request of ours on its way to a service, under an id of ours. */
export class UpstreamCall implements Carried {
  readonly id: number
  readonly method: string
  readonly repeatable: boolean
  readonly line: string
  readonly owner: CallOwner
  resends = 0
  deadline: Disposable | null = null
  #sent = false

  constructor(id: number, start: CallStart) {
    const { owner, method, repeatable } = start
    this.id = id
    this.method = method
    this.repeatable = repeatable
    this.owner = owner
    this.line = JSON.stringify({ jsonrpc: '2.0', id, method, params: start.params(id) })
  }

  get isOpen(): boolean {
    return this.owner.isWaiting
  }
  get sent(): boolean {
    return this.#sent
  }
  set sent(sent: boolean) {
    this.#sent = sent
    if (sent) this.owner.sent()
  }
}
