/** A stretch that both sides share, or that only one of them has. */
export interface Piece {
  kind: 'same' | 'removed' | 'added'
  items: string[]
}

/** Above this many comparisons the middle is shown as replaced whole, so that no definition can hang the page. */
const MOST_COMPARISONS = 4_000_000

/**
 * What changed between two lists of words or lines, by their longest common subsequence.
 * @returns the pieces in order; what was removed stands before what was added in its place
 */
export function diff(before: readonly string[], after: readonly string[]): Piece[] {
  let start = 0
  while (start < before.length && start < after.length && before[start] === after[start]) start += 1
  let end = 0
  while (
    end < before.length - start &&
    end < after.length - start &&
    before[before.length - 1 - end] === after[after.length - 1 - end]
  ) {
    end += 1
  }
  const pieces: Piece[] = []
  append(pieces, 'same', before.slice(0, start))
  middle(pieces, before.slice(start, before.length - end), after.slice(start, after.length - end))
  append(pieces, 'same', before.slice(before.length - end))
  return pieces
}

function middle(pieces: Piece[], before: readonly string[], after: readonly string[]): void {
  if (before.length * after.length > MOST_COMPARISONS) {
    append(pieces, 'removed', before)
    append(pieces, 'added', after)
    return
  }
  const lengths = commonLengths(before, after)
  const width = after.length + 1
  const at = (i: number, j: number): number => lengths[i * width + j] ?? 0
  let i = 0
  let j = 0
  while (i < before.length || j < after.length) {
    if (i < before.length && j < after.length && before[i] === after[j]) {
      append(pieces, 'same', [before[i] as string])
      i += 1
      j += 1
    } else if (j >= after.length || (i < before.length && at(i + 1, j) >= at(i, j + 1))) {
      append(pieces, 'removed', [before[i] as string])
      i += 1
    } else {
      append(pieces, 'added', [after[j] as string])
      j += 1
    }
  }
}

/** Length of the longest common subsequence of the rests from each pair of places, row by row. */
function commonLengths(before: readonly string[], after: readonly string[]): Uint32Array {
  const width = after.length + 1
  const lengths = new Uint32Array((before.length + 1) * width)
  for (let i = before.length - 1; i >= 0; i -= 1) {
    for (let j = after.length - 1; j >= 0; j -= 1) {
      lengths[i * width + j] =
        before[i] === after[j]
          ? (lengths[(i + 1) * width + j + 1] ?? 0) + 1
          : Math.max(lengths[(i + 1) * width + j] ?? 0, lengths[i * width + j + 1] ?? 0)
    }
  }
  return lengths
}

function append(pieces: Piece[], kind: Piece['kind'], items: readonly string[]): void {
  if (items.length === 0) return
  const last = pieces.at(-1)
  if (last?.kind === kind) last.items.push(...items)
  else pieces.push({ kind, items: [...items] })
}

/** A text as words with the space that follows them, so that joining gives the text again. */
export function wordsOf(text: string): string[] {
  return text.match(/\s*\S+|\s+$/g) ?? []
}

export interface Row {
  left: string | null
  right: string | null
  changed: boolean
}

/** Lines side by side: what was removed beside what came in its place. */
export function toRows(pieces: readonly Piece[]): Row[] {
  const rows: Row[] = []
  for (let at = 0; at < pieces.length; at += 1) {
    const piece = pieces[at] as Piece
    if (piece.kind === 'same') {
      rows.push(...piece.items.map((line) => ({ left: line, right: line, changed: false })))
      continue
    }
    const next = pieces[at + 1]
    const isReplaced = piece.kind === 'removed' && next?.kind === 'added'
    const removed = piece.kind === 'removed' ? piece.items : []
    const added = isReplaced ? next.items : piece.kind === 'added' ? piece.items : []
    for (let n = 0; n < Math.max(removed.length, added.length); n += 1) {
      rows.push({ left: removed[n] ?? null, right: added[n] ?? null, changed: true })
    }
    if (isReplaced) at += 1
  }
  return rows
}
