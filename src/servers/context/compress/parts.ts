import type { ContentType, Fidelity, Given, PartReport, Piece } from '../compression'
import { referenceOf } from '../originals/reference'
import { segment, type Block } from './detect/segment'
import { textsOf, type MessageText } from './dialogue/texts'
import { Lines } from './lines'
import type { Edit } from './near/edits'
import type { LineRange } from './paragraphs'
import { namedBy, pinnedRanges, type Names } from './wanted'
import { wantedLines } from './word-places'

export type PartType = ContentType | 'protected' | 'pinned'

/** One block of one text, and what became of it. */
export interface Part {
  readonly type: PartType
  readonly text: TextWork
  /** Lines, `to` exclusive. */
  readonly from: number
  readonly to: number
  /** Earlier lines that it repeats, or nearly does, where it was cut out for that. */
  readonly repeat: Repeat | null
  tokensBefore: number
  tokensAfter: number
  method: string
  fidelity: Fidelity
  /** Null: verbatim. */
  pieces: Piece[] | null
}

/** One text of the conversation while it is worked on. */
export interface TextWork {
  readonly index: number
  /** Its message, and which text of that message it is, counted from 0. */
  readonly message: number
  readonly place: number
  readonly lines: Lines
  readonly wanted: ReadonlySet<number>
  /** False: all of it stays as it is. */
  readonly isFree: boolean
  parts: readonly Part[]
}

/** Lines of one of the texts. */
export interface TextRange extends LineRange {
  text: TextWork
}

/** Lines that stood before, how often one after the other they stand here, and in what words these differ. */
export interface Repeat {
  source: TextRange
  times: number
  edits: readonly Edit[]
}

export interface Work {
  texts: TextWork[]
  names: Names
}

export const spanOf = ({ text, from, to }: Part): { start: number; end: number } => ({
  start: text.lines.start(from),
  end: text.lines.start(to),
})

export function originalOf(part: Part): string {
  const { start, end } = spanOf(part)
  return part.text.lines.text.slice(start, end)
}

export const refOf = (part: Part): string => referenceOf(originalOf(part))

export function reportOf({
  type,
  method,
  fidelity,
  text,
  tokensBefore,
  tokensAfter,
  pieces,
}: Part): PartReport {
  const references = (pieces ?? []).flatMap((piece) => ('ref' in piece ? [piece.ref] : []))
  return { type, method, fidelity, message: text.message, tokensBefore, tokensAfter, references }
}

/** Takes the conversation apart; whatever is not to be touched is one part. */
export function takeApart(given: Given): Work {
  const names = namedBy(given.query, given.messages)
  const places = new Map<number, number>()
  const texts = textsOf(given).map((text, index) => {
    const place = places.get(text.message) ?? 0
    places.set(text.message, place + 1)
    return textWork(text, { index, place }, { names, given })
  })
  return { texts, names }
}

function textWork(
  { message, text, protectedAs }: MessageText,
  at: { index: number; place: number },
  { names, given }: { names: Names; given: Given },
): TextWork {
  const lines = new Lines(text)
  const isFree = protectedAs === null
  const work: TextWork = {
    ...at,
    message,
    lines,
    isFree,
    wanted: isFree ? wantedLines(lines, names) : new Set(),
    parts: [],
  }
  const blocks = isFree ? unpinned(blocksOf(lines, given), pinnedRanges(lines, given.pinned)) : [whole(lines)]
  work.parts = blocks.map((block) =>
    newPart(work, block, protectedAs ?? (block.type === 'pinned' ? 'pinned' : 'unchanged')),
  )
  return work
}

function blocksOf(lines: Lines, { contentType }: Given): Block[] {
  return contentType === null ? segment(lines) : [{ type: contentType, from: 0, to: lines.count }]
}

type PartBlock = Omit<Block, 'type'> & { type: PartType }

const whole = (lines: Lines): PartBlock => ({ type: 'protected', from: 0, to: lines.count })

/** Nothing became of it yet. @param method what is said of it as long as that is so */
export function newPart(text: TextWork, { type, from, to }: PartBlock, method: string): Part {
  return {
    type,
    text,
    from,
    to,
    repeat: null,
    tokensBefore: 0,
    tokensAfter: 0,
    method,
    fidelity: 'verbatim',
    pieces: null,
  }
}

/** Cuts pinned lines out of their blocks; JSON cannot be cut and stays whole. */
function unpinned(blocks: readonly Block[], ranges: readonly { from: number; to: number }[]): PartBlock[] {
  if (ranges.length === 0) return [...blocks]
  const result: PartBlock[] = []
  let next = 0
  for (const block of blocks) {
    let { from } = block
    while ((ranges[next]?.to ?? Infinity) <= from) next++
    for (let at = next; (ranges[at]?.from ?? Infinity) < block.to; at++) {
      const pinned = block.type === 'json' ? block : (ranges[at] ?? block)
      const start = Math.max(from, pinned.from)
      const end = Math.min(block.to, pinned.to)
      if (start > from) result.push({ type: block.type, from, to: start })
      if (end > start) result.push({ type: 'pinned', from: start, to: end })
      from = Math.max(from, end)
    }
    if (from < block.to) result.push({ type: block.type, from, to: block.to })
  }
  return result
}
