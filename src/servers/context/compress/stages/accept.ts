import type { Fidelity, Piece } from '../../compression'
import type { CompressOptions } from '../stage'
import type { Part } from '../parts'

/** A replacement that saves less than this share is not worth the reader's trouble. */
const LEAST_SAVED = 0.05

export interface Change {
  pieces: Piece[]
  method: string
  fidelity: Fidelity
}

/** Takes a change of a part when it saves tokens. @returns whether it did */
export async function accept(
  part: Part,
  change: Change | null,
  { count }: CompressOptions,
): Promise<boolean> {
  if (!change) return false
  const { text } = part.text.lines
  const shown = change.pieces.map((piece) =>
    piece.kind === 'kept' ? text.slice(piece.start, piece.end) : piece.text,
  )
  const tokensAfter = await count(shown.join(''))
  if (tokensAfter > part.tokensAfter * (1 - LEAST_SAVED)) return false
  Object.assign(part, change, { tokensAfter })
  return true
}
