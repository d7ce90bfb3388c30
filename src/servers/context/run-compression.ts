import type { Clock } from '@shared/lib/clock'
import { textOf, type Given, type Message, type RenderedText } from './compression'
import type { Compressed } from './compress/compress'
import { textsOf, withTexts } from './compress/dialogue/texts'
import { checkContract, checkRestored } from './contract/check'
import type { Verdict } from './contract/verdict'
import { StoreFull, WrongAnswer, type CompressionDraft, type OriginalsStore } from './originals/originals'
import { contentHash } from './originals/reference'
import type { Shortened, ShortenRequest } from './shorten'

export interface CompressionRequest extends ShortenRequest {
  mode: 'text' | 'messages'
  /** The compression whose answer the first `given.frozen` messages are. */
  continues: string | null
}

export interface CompressionOutcome {
  /** Null when nothing was kept: the answer is the input then. */
  id: string | null
  messages: readonly Message[]
  compressed: Compressed
  verdict: Verdict
  isExact: boolean
  /** Why the answer is the input unchanged. */
  refusal: 'contract' | 'store full' | null
  storeFull: StoreFull | null
}

export interface CompressionDeps {
  shorten: (request: ShortenRequest) => Promise<Shortened>
  originals: OriginalsStore
  clock: Clock
}

/**
 * Compresses, has the answer judged and keeps the originals before it is final. An answer that breaks the contract, or whose
 * originals cannot be kept and read back, is not given: the input comes back as it was.
 */
export async function runCompression(
  request: CompressionRequest,
  { shorten, originals, clock }: CompressionDeps,
): Promise<CompressionOutcome> {
  const { given } = request
  const { compressed, verdict, isExact } = await shorten(request)
  const { texts } = compressed
  const messages = withTexts(given.messages, texts.map(textOf))
  const draft = toDraft(request, compressed, messages)
  const refused = (
    why: Pick<CompressionOutcome, 'verdict' | 'refusal' | 'storeFull'>,
  ): CompressionOutcome => ({ id: null, messages: given.messages, compressed, isExact, ...why })
  if (!verdict.holds) return refused({ verdict, refusal: 'contract', storeFull: null })
  let restored: Verdict | null = null
  try {
    originals.keep(draft, clock.epochMs(), () => {
      restored = checkRestored(texts, (ref) => originals.reference(ref))
      return restored.holds
    })
  } catch (error) {
    if (error instanceof StoreFull)
      return refused({ verdict: unjudged(given), refusal: 'store full', storeFull: error })
    if (error instanceof WrongAnswer)
      return refused({ verdict: restored ?? verdict, refusal: 'contract', storeFull: null })
    throw error
  }
  return { id: draft.id, messages, compressed, verdict, isExact, refusal: null, storeFull: null }
}

/** The input itself keeps every promise; the check says how much there was to look at. */
function unjudged(given: Given): Verdict {
  const texts = textsOf(given).map(({ message, text }): RenderedText => ({
    message,
    original: text,
    pieces: [{ kind: 'kept', start: 0, end: text.length }],
  }))
  return checkContract({ given, messages: given.messages, texts, restore: () => null })
}

function toDraft(
  { mode, given, continues }: CompressionRequest,
  { texts }: Compressed,
  messages: readonly Message[],
): CompressionDraft {
  const isNew = ({ message }: RenderedText): boolean => message >= given.frozen
  const fresh = texts.filter(isNew)
  const added = given.messages.slice(given.frozen)
  const frame =
    mode === 'text'
      ? '"text"'
      : JSON.stringify(
          withTexts(
            added,
            fresh.map(() => ''),
          ),
        )
  const answer = answerOf(mode, messages)
  const draft = {
    continues,
    frame,
    texts: fresh.map(({ original }) => original),
    references: fresh.flatMap(({ pieces }, text) =>
      pieces.flatMap((piece) =>
        'ref' in piece ? [{ ref: piece.ref, text, start: piece.start, end: piece.end }] : [],
      ),
    ),
    answerHash: contentHash(answer.text),
    answerLength: answer.length,
  }
  return {
    ...draft,
    id: `c${contentHash(JSON.stringify({ ...draft, texts: draft.texts.map(contentHash) })).slice(0, 12)}`,
  }
}

/** What a continuation's input must begin with, and how long that is: characters of a text, or messages. */
export function answerOf(
  mode: CompressionRequest['mode'],
  messages: readonly Message[],
): { text: string; length: number } {
  if (mode === 'messages') return { text: JSON.stringify(messages), length: messages.length }
  const text = messages.map(({ content }) => String(content)).join('')
  return { text, length: text.length }
}
