import { z } from 'zod'
import { withTexts } from '../compress/dialogue/texts'
import type { Message } from '../compression'
import type { KeptCompression, OriginalsStore } from './originals'

/** Passed on as it is kept: an object's schema would put the members it knows first. */
const KeptMessage = z.custom<Message>((value) => z.looseObject({ role: z.string() }).safeParse(value).success)
const Frame = z.union([z.literal('text'), z.array(KeptMessage)])

/**
 * The input of a compression as it was; of one that continues another, with that one's input in place of its answer.
 * @returns null when there is none of that id
 */
export function restoreCompression(
  originals: OriginalsStore,
  id: string,
): { kind: 'text' | 'messages'; text: string } | null {
  const chain = chainOf(originals, id)
  const last = chain.at(-1)
  if (!last) return null
  if (Frame.parse(JSON.parse(last.frame)) === 'text')
    return { kind: 'text', text: chain.flatMap(({ texts }) => texts).join('') }
  return { kind: 'messages', text: JSON.stringify(chain.flatMap(messagesOf)) }
}

/** The compression and those it continues, the first one first. */
function chainOf(originals: OriginalsStore, id: string): KeptCompression[] {
  const chain: KeptCompression[] = []
  for (let next: string | null = id; next !== null;) {
    const found: KeptCompression | null = originals.compression(next)
    if (!found) return []
    chain.unshift(found)
    next = found.continues
  }
  return chain
}

function messagesOf({ frame, texts }: KeptCompression): Message[] {
  const parsed = Frame.parse(JSON.parse(frame))
  return parsed === 'text' ? [] : withTexts(parsed, texts)
}
