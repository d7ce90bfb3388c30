import type { JsonRpcId } from '@shared/mcp/json-rpc'
import type { MuxSession } from './mux-session'

/** Something the child asked a client and has no answer to yet. */
export interface Question {
  readonly number: number
  readonly session: MuxSession
  /** As the child wrote it. */
  readonly id: JsonRpcId
  /** The client's request it belongs to, in whose course it was asked. */
  readonly related: JsonRpcId | undefined
}

/** A child that asks more at once is not understood to mean it. */
const MAX_QUESTIONS = 128

/** The child's open questions, numbered so that no two clients see an id of each other. */
export class Questions {
  readonly #open = new Map<number, Question>()
  #lastNumber = 0

  get isFull(): boolean {
    return this.#open.size >= MAX_QUESTIONS
  }

  add(question: Omit<Question, 'number'>): Question {
    const numbered = { ...question, number: ++this.#lastNumber }
    this.#open.set(numbered.number, numbered)
    return numbered
  }

  /** @returns the question, when it was put to this very session */
  take(number: unknown, session: MuxSession): Question | undefined {
    const question = this.#open.get(Number(number))
    if (question?.session !== session) return undefined
    this.#open.delete(question.number)
    return question
  }

  takeById(id: JsonRpcId): Question | undefined {
    for (const question of this.#open.values())
      if (question.id === id) {
        this.#open.delete(question.number)
        return question
      }
    return undefined
  }

  dropSession(session: MuxSession): Question[] {
    const dropped = [...this.#open.values()].filter((question) => question.session === session)
    for (const question of dropped) this.#open.delete(question.number)
    return dropped
  }
}
