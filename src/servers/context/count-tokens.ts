export const encodings = ['o200k_base', 'cl100k_base'] as const
export type Encoding = (typeof encodings)[number]

export interface TokenCount {
  tokens: number
  /** False when very long runs without a break were counted in pieces: off by at most one token a piece. */
  isExact: boolean
}

interface Tokenizer {
  countTokens(text: string, options: { disallowedSpecial: Set<string> }): number
  clearMergeCache(): void
}

/** Loaded at first use: the tables take some 40 MB, and most processes never count. */
const load: Record<Encoding, () => Promise<Tokenizer>> = {
  o200k_base: () => import('gpt-tokenizer/encoding/o200k_base'),
  cl100k_base: () => import('gpt-tokenizer/encoding/cl100k_base'),
}

/** A byte-pair merge takes time by the square of a run's length; this caps length x run at about 2 s. */
const WORK_BUDGET = 1_000_000_000
const SHORTEST_CAP = 256
const LONGEST_CAP = 4_000

/**
 * Counts the tokens of `text`. Names of special tokens in it (such as <|endoftext|>) count as plain text.
 */
export async function countTokens(text: string, encoding: Encoding): Promise<TokenCount> {
  const tokenizer = await load[encoding]()
  const { pieces, isExact } = cutLongRuns(text)
  const plain = { disallowedSpecial: new Set<string>() }
  const tokens = pieces.reduce((sum, piece) => sum + tokenizer.countTokens(piece, plain), 0)
  tokenizer.clearMergeCache()
  return { tokens, isExact }
}

/** Cuts where letters, spaces or signs go on without a break for longer than the work budget allows. */
export function cutLongRuns(text: string): { pieces: string[]; isExact: boolean } {
  const budgeted = Math.floor(WORK_BUDGET / Math.max(1, text.length))
  const cap = Math.min(LONGEST_CAP, Math.max(SHORTEST_CAP, budgeted))
  const longRun = new RegExp(`[\\p{L}\\p{M}]{${cap}}|\\s{${cap}}|[^\\s\\p{L}\\p{N}]{${cap}}`, 'gu')
  const pieces: string[] = []
  let start = 0
  for (const { index, 0: run } of text.matchAll(longRun)) {
    pieces.push(text.slice(start, index + run.length))
    start = index + run.length
  }
  if (start < text.length || pieces.length === 0) pieces.push(text.slice(start))
  return { pieces, isExact: pieces.length === 1 }
}
