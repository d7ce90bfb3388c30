import { isPlainObject, type JsonRpcId, type JsonRpcResponse } from '@shared/mcp/json-rpc'
import { InputMethod } from '@shared/mcp/modern'
import type { Downstream } from './downstream'

/** A question was answered with an error, or can no longer be answered. */
export class NotAnswered extends Error {}

/** What a session's own server asks its client while a request runs; answers come back by id. */
export class Questions {
  readonly #downstream: Downstream
  readonly #open = new Map<
    JsonRpcId,
    { related: JsonRpcId; settle: (answer: JsonRpcResponse | null) => void }
  >()
  #asked = 0

  constructor(downstream: Downstream) {
    this.#downstream = downstream
  }

  /**
   * Asks everything a request needs to go on (`inputRequests` of an `input_required` result, 2026-07-28).
   * @returns the answers by the same keys
   * @throws NotAnswered
   */
  async ask(questions: Record<string, unknown>, related: JsonRpcId): Promise<Record<string, unknown>> {
    const answers = Object.entries(questions).map(async ([key, question]) => {
      return [key, await this.#askOne(key, question, related)] as const
    })
    return Object.fromEntries(await Promise.all(answers))
  }

  receive(answer: JsonRpcResponse): void {
    if (answer.id === null) return
    this.#open.get(answer.id)?.settle(answer)
  }

  /** The request these questions belong to is over. @param related null withdraws all */
  withdraw(related: JsonRpcId | null): void {
    for (const question of this.#open.values())
      if (related === null || question.related === related) question.settle(null)
  }

  async #askOne(key: string, question: unknown, related: JsonRpcId): Promise<unknown> {
    const method = InputMethod.safeParse(isPlainObject(question) ? question['method'] : null).data
    if (!isPlainObject(question) || method === undefined)
      throw new NotAnswered(`The server's question "${key.slice(0, 100)}" is of no known kind.`)
    const { params } = question
    const id = `omnimind-question-${++this.#asked}`
    const answer = await new Promise<JsonRpcResponse | null>((settle) => {
      this.#open.set(id, { related, settle })
      const sent = isPlainObject(params) ? { params } : {}
      this.#downstream.send({ jsonrpc: '2.0', id, method, ...sent }, related)
    })
    this.#open.delete(id)
    if (!answer) throw new NotAnswered('The request was withdrawn.')
    if (answer.error) throw new NotAnswered(answer.error.message)
    return answer.result
  }
}
