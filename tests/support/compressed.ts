import { textOf, type Given, type Message, type Piece } from '@servers/context/compression'
import { compress, type Compressed } from '@servers/context/compress/compress'
import { withTexts } from '@servers/context/compress/dialogue/texts'
import { checkContract, type Answer } from '@servers/context/contract/check'
import type { Verdict } from '@servers/context/contract/verdict'
import { TokenCounter } from '@servers/context/token-counter'

export interface CompressedCase {
  compressed: Compressed
  /** What the checker judges; tests plant breaks in copies of it. */
  answer: Answer
  verdict: Verdict
  /** All texts of the answer together. */
  shown: string
}

const tokens = new TokenCounter()

export const document = (content: string): Message => ({ role: 'document', content })

/** Compresses in memory, without a store, and has the answer judged. */
export async function compressed(
  messages: readonly Message[],
  options: Partial<Given> & { ratio?: number; cutsProseBlindly?: boolean } = {},
): Promise<CompressedCase> {
  const { ratio = 0.25, cutsProseBlindly = true, ...rest } = options
  const given: Given = {
    messages,
    query: '',
    pinned: [],
    keepLastTurns: 0,
    frozen: 0,
    contentType: null,
    ...rest,
  }
  const { count } = tokens.start('o200k_base')
  const result = await compress(given, {
    target: (before) => Math.floor(before * ratio),
    cutsProseBlindly,
    count,
  })
  const originals = new Map<string, string>()
  for (const { original, pieces } of result.texts)
    for (const piece of pieces)
      if ('ref' in piece) originals.set(piece.ref, original.slice(piece.start, piece.end))
  const answer: Answer = {
    given,
    messages: withTexts(messages, result.texts.map(textOf)),
    texts: result.texts,
    restore: (ref) => originals.get(ref) ?? null,
  }
  return {
    compressed: result,
    answer,
    verdict: checkContract(answer),
    shown: result.texts.map(textOf).join(''),
  }
}

/** The same answer with some of its pieces changed, as a broken compressor would have made it. */
export function planted({ answer }: CompressedCase, change: (piece: Piece) => Piece | Piece[]): Verdict {
  const texts = answer.texts.map((text) => ({ ...text, pieces: text.pieces.flatMap(change) }))
  return checkContract({ ...answer, texts, messages: withTexts(answer.given.messages, texts.map(textOf)) })
}
