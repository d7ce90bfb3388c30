import { textOf, type Given, type RenderedText } from './compression'
import { compress, type Compressed } from './compress/compress'
import { withTexts } from './compress/dialogue/texts'
import { checkContract } from './contract/check'
import type { Verdict } from './contract/verdict'
import type { TokenCounter } from './token-counter'
import type { Encoding } from './tokenizer'

/** What may stay: so many tokens, or this share of those there are. */
export type Target = { tokens: number } | { ratio: number }

export interface ShortenRequest {
  given: Given
  target: Target
  cutsProseBlindly: boolean
  encoding: Encoding
}

/** An answer that is not kept yet, and what the contract's checker says of it. */
export interface Shortened {
  compressed: Compressed
  verdict: Verdict
  /** Whether all counts are. */
  isExact: boolean
}

/** The work of a compression that needs no database: it may be done in any process. */
export async function shorten(
  { given, target, cutsProseBlindly, encoding }: ShortenRequest,
  tokens: TokenCounter,
): Promise<Shortened> {
  const { count, isExact } = tokens.start(encoding)
  const compressed = await compress(given, { target: tokensOf(target), cutsProseBlindly, count })
  const { texts } = compressed
  const messages = withTexts(given.messages, texts.map(textOf))
  const originals = originalsOf(texts)
  const verdict = checkContract({ given, messages, texts, restore: (ref) => originals.get(ref) ?? null })
  return { compressed, verdict, isExact: isExact() }
}

function tokensOf(target: Target): number | ((tokensBefore: number) => number) {
  return 'tokens' in target ? target.tokens : (before) => Math.floor(before * target.ratio)
}

/** What will be kept by each reference. */
function originalsOf(texts: readonly RenderedText[]): ReadonlyMap<string, string> {
  return new Map(
    texts.flatMap(({ original, pieces }) =>
      pieces.flatMap((piece) =>
        'ref' in piece ? [[piece.ref, original.slice(piece.start, piece.end)] as const] : [],
      ),
    ),
  )
}
