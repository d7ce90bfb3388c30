import type { Given } from '../compression'
import type { JsonNode } from './json/parse'
import type { Part, Work } from './parts'

export interface CompressOptions {
  /** So many tokens of the whole may stay. */
  target: number | ((tokensBefore: number) => number)
  /** Whether prose may be shortened although no query says what matters. */
  cutsProseBlindly: boolean
  count: (text: string) => Promise<number>
}

/** What every stage works with. */
export interface Stage {
  work: Work
  given: Given
  parts: readonly Part[]
  options: CompressOptions
  targetTokens: number
  /** What the JSON blocks mean, read once; null when one is none. */
  values: Map<Part, JsonValue | null>
}

/** `isLines`: several values, one a line, as an array of them. */
export interface JsonValue {
  node: JsonNode
  isLines: boolean
}

export function tokens(parts: readonly Part[], which: 'tokensBefore' | 'tokensAfter'): number {
  return parts.reduce((sum, part) => sum + part[which], 0)
}
