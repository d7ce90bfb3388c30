import { ToolError } from '../../kit/define-tool'

/** So many programs at once, of all clients; more are refused instead of waiting. */
export class Slots {
  readonly #limit: number
  #taken = 0

  constructor(limit: number) {
    this.#limit = limit
  }

  /** @throws ToolError when all are taken */
  async run<T>(work: () => Promise<T>): Promise<T> {
    if (this.#taken >= this.#limit)
      throw new ToolError(`${this.#limit} programs run already. Call again when one has ended.`)
    this.#taken++
    try {
      return await work()
    } finally {
      this.#taken--
    }
  }
}
