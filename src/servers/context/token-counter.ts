import { LRUCache } from 'lru-cache'
import { countTokens } from './count-tokens'
import type { Encoding } from './tokenizer'
import { contentHash } from './originals/reference'

const MOST_REMEMBERED = 20_000
/** A tenth of what a single count may take: a compression counts several times. */
const WORK_BUDGET = 130_000_000

/** Counts tokens and remembers counts by content: a conversation that grows is counted anew only where it grew. */
export class TokenCounter {
  readonly #known = new LRUCache<string, { tokens: number; isExact: boolean }>({ max: MOST_REMEMBERED })

  /** Counts one call's texts; `isExact` says whether all counts so far were. */
  start(encoding: Encoding): { count: (text: string) => Promise<number>; isExact: () => boolean } {
    let isExact = true
    const count = async (text: string): Promise<number> => {
      const key = `${encoding} ${contentHash(text)}`
      const found = this.#known.get(key) ?? (await countTokens(text, encoding, WORK_BUDGET))
      this.#known.set(key, found)
      isExact &&= found.isExact
      return found.tokens
    }
    return { count, isExact: () => isExact }
  }
}
