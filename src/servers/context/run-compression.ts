import type { Clock } from '@shared/lib/clock'
import type { Given, Message, RenderedText } from './compression'
import { compress, type Compressed } from './compress/compress'
import { textsOf, withTexts } from './compress/dialogue/texts'
import { textOf } from './compression'
import { checkContract } from './contract/check'
import type { Verdict } from './contract/verdict'
import { StoreFull, WrongAnswer, type CompressionDraft, type OriginalsStore } from './originals/originals'
import { contentHash } from './originals/reference'

export interface CompressionRequest {
  mode: 'text' | 'messages'
  given: Given
  /** The compression whose answer the first `given.frozen` messages are. */
  continues: string | null
  target: number | ((tokensBefore: number) => number)
  cutsProseBlindly: boolean
  count: (text: string) => Promise<number>
}

export interface CompressionOutcome {
  /** Null when nothing was kept: the answer is the input then. */
  id: string | null
  messages: readonly Message[]
  compressed: Compressed
  verdict: Verdict
  /** Why the answer is the input unchanged. */
  refusal: 'contract' | 'store full' | null
  storeFull: StoreFull | null
}

/**
 * Compresses, keeps the originals and has the answer judged before they are final. An answer that breaks the contract, or whose
 * originals cannot be kept, is not given: the input comes back as it was.
 */
export async function runCompression(
  request: CompressionRequest,
  { originals, clock }: { originals: OriginalsStore; clock: Clock },
): Promise<CompressionOutcome> {
  const { given } = request
  const compressed = await compress(given, request)
  const messages = withTexts(given.messages, compressed.texts.map(textOf))
  const draft = toDraft(request, compressed, messages)
  let verdict = null as Verdict | null
  const isRight = (): boolean => {
    verdict = judge(given, messages, compressed.texts, originals)
    return verdict.holds
  }
  try {
    originals.keep(draft, clock.epochMs(), isRight)
    return {
      id: draft.id,
      messages,
      compressed,
      verdict: verdict as unknown as Verdict,
      refusal: null,
      storeFull: null,
    }
  } catch (error) {
    const storeFull = error instanceof StoreFull ? error : null
    if (!storeFull && !(error instanceof WrongAnswer)) throw error
    const refusal = storeFull ? 'store full' : 'contract'
    return {
      id: null,
      messages: given.messages,
      compressed,
      verdict: verdict ?? unjudged(given),
      refusal,
      storeFull,
    }
  }
}

function judge(
  given: Given,
  messages: readonly Message[],
  texts: readonly RenderedText[],
  originals: OriginalsStore,
): Verdict {
  return checkContract({ given, messages, texts, restore: (ref) => originals.reference(ref) })
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
