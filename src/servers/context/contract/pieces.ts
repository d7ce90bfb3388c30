import { MARK, type Piece, type RenderedText } from '../compression'
import { quote, type Findings } from './verdict'

/**
 * Class "whole": the pieces of a text follow each other without gap or overlap, and the mark of every gap says truly what is
 * left out. Class "restore": every reference gives back exactly what it stands for.
 */
export function checkPieces(
  text: RenderedText,
  restore: (ref: string) => string | null,
  findings: Findings,
): void {
  const { message, original, pieces } = text
  let at = 0
  let note: Extract<Piece, { kind: 'note' }> | null = null
  for (const piece of pieces) {
    const isNote = piece.kind === 'note'
    const follows = piece.start === at && piece.end >= at && piece.end <= original.length
    findings.expect('whole', message, follows, () => `A part is missing or doubled at character ${at}.`)
    if (isNote) note = piece
    else at = piece.end
    if (piece.kind === 'gap') checkGap(piece, note, text, findings)
    else if (piece.kind !== 'kept') checkReference(piece, text, { restore, findings })
  }
  findings.expect('whole', message, at === original.length, () => `The end is missing from character ${at}.`)
}

function checkReference(
  piece: Exclude<Piece, { kind: 'kept' | 'gap' }>,
  { message, original }: RenderedText,
  { restore, findings }: { restore: (ref: string) => string | null; findings: Findings },
): void {
  const isNamed =
    piece.text.startsWith(`${MARK}${piece.kind === 'note' ? '' : `${piece.kind} `}`) &&
    piece.text.includes(` ref=${piece.ref} `)
  findings.expect('restore', message, isNamed, () => `No reference in ${quote(piece.text)}`)
  const isWhole = restore(piece.ref) === original.slice(piece.start, piece.end)
  findings.expect('restore', message, isWhole, () => `${piece.ref} does not give back what it stands for.`)
}

function checkGap(
  { start, end, text }: Extract<Piece, { kind: 'gap' }>,
  note: Extract<Piece, { kind: 'note' }> | null,
  { message, original }: RenderedText,
  findings: Findings,
): void {
  const isInside = note !== null && start >= note.start && end <= note.end
  const expected = isInside ? [charactersMark(note, start, end), linesMark(original, note, start, end)] : []
  findings.expect(
    'whole',
    message,
    expected.includes(text.trim()),
    () => `A gap's mark is wrong: ${quote(text)}`,
  )
}

const charactersMark = (note: { start: number }, start: number, end: number): string =>
  `[~${start - note.start}-${end - note.start}]`

function linesMark(original: string, note: { start: number }, start: number, end: number): string {
  const before = lineBreaks(original.slice(note.start, start))
  const inside = lineBreaks(original.slice(start, end).replace(/\n$/, ''))
  return `~L${before + 1}-${before + 1 + inside}`
}

const lineBreaks = (text: string): number => text.split('\n').length - 1
