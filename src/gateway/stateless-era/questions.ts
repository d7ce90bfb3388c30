import type { Clock } from '@shared/lib/clock'
import type { Disposable } from '@shared/lib/disposable'
import { rpcCode, type JsonRpcId, type JsonRpcRequest } from '@shared/mcp/json-rpc'
import { answersInput, InputMethod, type InputRequest, type InputResponses } from '@shared/mcp/modern'
import { missingFor } from './client-capabilities'

/** Questions that come together are put to the client together. */
const COLLECT_MS = 20
/** Questions of one call that are open, and characters of their text together. */
const MAX_OPEN = 16
const MAX_TEXT = 256 * 1024

/** Who asks, and hears the answers. */
export interface Asker {
  reply(id: JsonRpcId, result: unknown): void
  replyError(id: JsonRpcId, message: string, code?: number): void
}

interface OpenQuestion {
  id: JsonRpcId
  request: InputRequest
  /** Characters of its text. */
  length: number
}

/** What a service of an older revision asked in the middle of a call, and nobody answered yet. */
export class Questions {
  readonly #clock: Clock
  readonly #asker: Asker
  readonly #onCollected: () => void
  readonly #open = new Map<string, OpenQuestion>()
  #collecting: Disposable | null = null
  #asked = 0

  /** @param onCollected there is something to ask, and what belongs to it has come too */
  constructor(clock: Clock, asker: Asker, onCollected: () => void) {
    this.#clock = clock
    this.#asker = asker
    this.#onCollected = onCollected
  }

  get size(): number {
    return this.#open.size
  }

  /** @param capabilities what the client declared: nothing else can be asked */
  add(question: JsonRpcRequest, capabilities: Record<string, unknown>): void {
    const { id, method, params } = question
    const kind = InputMethod.safeParse(method)
    if (!kind.success) return this.refuse(question)
    const missing = missingFor(question, capabilities)
    if (missing)
      return this.#asker.replyError(id, `The client cannot answer: it lacks ${JSON.stringify(missing)}.`)
    const request = { method: kind.data, ...(params ? { params: withoutMeta(params) } : {}) }
    const length = JSON.stringify(request).length
    if (!this.#hasRoom(length))
      return this.#asker.replyError(id, 'Too much is asked at once: wait for answers, then ask the rest.')
    this.#open.set(`question-${++this.#asked}`, { id, request, length })
    this.#collecting ??= this.#clock.after(COLLECT_MS, () => {
      this.#collecting = null
      this.#onCollected()
    })
  }

  refuse({ id, method }: JsonRpcRequest): void {
    this.#asker.replyError(id, `"${method}" cannot be asked here.`, rpcCode.methodNotFound)
  }

  /** As `input_required` puts them to the client. */
  requests(): Record<string, InputRequest> {
    return Object.fromEntries([...this.#open].map(([key, { request }]) => [key, request]))
  }

  /** Passes on what these answers answer; what they do not, or not as asked, stays open. */
  answer(responses: InputResponses): void {
    for (const [key, { id, request }] of this.#open) {
      const result = Object.hasOwn(responses, key) ? responses[key] : undefined
      if (!answersInput(request.method, result)) continue
      this.#open.delete(key)
      this.#asker.reply(id, result)
    }
  }

  /** The service wants no answer to it any more. */
  withdraw(id: unknown): void {
    for (const [key, open] of this.#open) if (open.id === id) this.#open.delete(key)
  }

  /** Nobody will answer. */
  giveUp(why: string): void {
    for (const { id } of this.#open.values()) this.#asker.replyError(id, why)
    this.void()
  }

  /** Who asked is gone. */
  void(): void {
    this.#open.clear()
    this.stopCollecting()
  }

  #hasRoom(length: number): boolean {
    let text = length
    for (const open of this.#open.values()) text += open.length
    return this.#open.size < MAX_OPEN && text <= MAX_TEXT
  }

  stopCollecting(): void {
    this.#collecting?.dispose()
    this.#collecting = null
  }
}

function withoutMeta(params: Record<string, unknown>): Record<string, unknown> {
  const { _meta, ...rest } = params
  return rest
}
