import { RawClient } from './raw-client.ts'
import type { Target } from './measure.ts'

export interface OpenLoopResult {
  offered: number
  served: number
  refused: number
  failed: number
  /** Nobody was free to send it: all connections waited for answers. */
  unsent: number
  timesMs: number[]
}

/**
 * Offers calls at a fixed rate, whether earlier ones were answered or not (as independent clients do), over a pool of
 * connections. A refusal is an error answer of the gateway's guards; everything else that is no result is a failure.
 */
export class OpenLoop {
  readonly #target: Target
  readonly #headers: Record<string, string>
  readonly #connections: number
  #free: RawClient[] = []
  #busy = 0
  #lastId = 0
  result: OpenLoopResult = empty()

  constructor(target: Target, headers: Record<string, string>, connections: number) {
    this.#target = target
    this.#headers = headers
    this.#connections = connections
  }

  /** @returns what came of the calls offered in this time */
  async run(perSecond: number, seconds: number): Promise<OpenLoopResult> {
    const result = (this.result = empty())
    const startedAt = performance.now()
    const running: Promise<void>[] = []
    for (;;) {
      const elapsedS = (performance.now() - startedAt) / 1_000
      if (elapsedS >= seconds) break
      for (; result.offered < elapsedS * perSecond; result.offered++) {
        if (this.#busy < this.#connections) running.push(this.#call(this.#connection(), result))
        else result.unsent++
      }
      await new Promise((resolve) => setTimeout(resolve, 2))
    }
    await Promise.all(running)
    return result
  }

  close(): void {
    for (const client of this.#free) client.close()
  }

  #connection(): RawClient {
    this.#busy++
    this.#free = this.#free.filter(({ isClosed }) => !isClosed)
    return this.#free.pop() ?? new RawClient(this.#target.port, this.#target.path, this.#headers)
  }

  async #call(client: RawClient, result: OpenLoopResult): Promise<void> {
    const id = ++this.#lastId
    const text = `call ${id}`
    const params = { name: this.#target.tool, arguments: { text } }
    const startedAt = performance.now()
    try {
      const { body } = await client.post(JSON.stringify({ jsonrpc: '2.0', id, method: 'tools/call', params }))
      if (body.includes(`"${text}"`)) {
        result.served++
        result.timesMs.push(performance.now() - startedAt)
      } else if (body.includes('-32052')) result.refused++
      else result.failed++
    } catch {
      result.failed++
    }
    this.#busy--
    this.#free.push(client)
  }
}

function empty(): OpenLoopResult {
  return { offered: 0, served: 0, refused: 0, failed: 0, unsent: 0, timesMs: [] }
}
