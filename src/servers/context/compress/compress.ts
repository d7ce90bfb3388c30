import type { Given, PartReport, Piece, RenderedText } from '../compression'
import { cutRepeats } from './repeats'
import { originalOf, reportOf, spanOf, takeApart, type Part, type Work } from './parts'
import { tokens, type CompressOptions, type Stage } from './stage'
import { shortenStructure } from './stages/structure'
import { removeDuplicates } from './stages/duplicates'
import { leaveOutNearDuplicates } from './stages/near-duplicates'
import { skeletons } from './stages/code'
import { sampleJson } from './stages/json-sample'
import { selectProse } from './stages/prose'

export interface Compressed {
  texts: RenderedText[]
  parts: readonly PartReport[]
  tokensBefore: number
  tokensAfter: number
  targetTokens: number
}

/**
 * Shortens a conversation in stages, from what costs nothing to what costs most, and stops when the target is reached. What
 * CONTRACT.md calls critical stays even when the target is missed. The same input gives the same bytes.
 */
export async function compress(given: Given, options: CompressOptions): Promise<Compressed> {
  const work = takeApart(given)
  cutRepeats(work.texts)
  const parts = work.texts.flatMap((text) => text.parts)
  for (const part of parts) part.tokensBefore = part.tokensAfter = await options.count(originalOf(part))
  const tokensBefore = tokens(parts, 'tokensBefore')
  const targetTokens = typeof options.target === 'number' ? options.target : options.target(tokensBefore)
  const stage: Stage = { work, given, parts, options, targetTokens, values: new Map() }
  const { query } = given
  await removeDuplicates(stage)
  await shortenStructure(stage)
  if (isAbove(stage)) await leaveOutNearDuplicates(stage)
  if (isAbove(stage)) await skeletons(stage)
  if (isAbove(stage)) await sampleJson(stage)
  if (isAbove(stage) && (query !== '' || options.cutsProseBlindly)) await selectProse(stage)
  return {
    texts: work.texts.map(rendered),
    parts: parts.map(reportOf),
    tokensBefore,
    tokensAfter: tokens(parts, 'tokensAfter'),
    targetTokens,
  }
}

const isAbove = ({ parts, targetTokens }: Stage): boolean => tokens(parts, 'tokensAfter') > targetTokens

function rendered({ message, lines, parts }: Work['texts'][number]): RenderedText {
  return { message, original: lines.text, pieces: parts.flatMap(piecesOf) }
}

const piecesOf = (part: Part): Piece[] => part.pieces ?? [{ kind: 'kept', ...spanOf(part) }]
