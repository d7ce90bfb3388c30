import { MARK, type Piece } from '../../compression'
import { mustStay } from '../critical'
import type { Lines } from '../lines'
import { functionBodies } from './skeleton'

export interface CodeOptions {
  ref: string
  /** Lines that stay. */
  wanted: ReadonlySet<number>
  /** A function whose signature holds one of these is shown whole. */
  words: readonly string[]
}

/**
 * Code with the bodies of its functions left out. Line numbers in the gaps count from 1 at the block's beginning.
 * @returns null when there is no body to leave out
 */
export function renderCode(
  lines: Lines,
  from: number,
  to: number,
  { ref, wanted, words }: CodeOptions,
): Piece[] | null {
  const isLeftOut = new Uint8Array(to - from)
  for (const { start, end } of functionBodies(lines, from, to)) {
    const signature = lines.at(start - 1)
    if (words.some((word) => signature.includes(word))) continue
    for (let line = start; line < end; line++)
      if (!wanted.has(line) && !mustStay(lines.at(line))) isLeftOut[line - from] = 1
  }
  if (!isLeftOut.includes(1)) return null
  const text = `${MARK}code ref=${ref} ${to - from} lines; "~L5-9" = lines left out]\n`
  const note: Piece = { kind: 'note', start: lines.start(from), end: lines.start(to), text, ref }
  return [note, ...runs(lines, from, isLeftOut)]
}

function runs(lines: Lines, from: number, isLeftOut: Uint8Array): Piece[] {
  const pieces: Piece[] = []
  for (let first = 0; first < isLeftOut.length;) {
    let next = first + 1
    while (next < isLeftOut.length && isLeftOut[next] === isLeftOut[first]) next++
    const span = { start: lines.start(from + first), end: lines.start(from + next) }
    if (isLeftOut[first] === 0) pieces.push({ kind: 'kept', ...span })
    else pieces.push({ kind: 'gap', ...span, text: `~L${first + 1}-${next}\n` })
    first = next
  }
  return pieces
}
