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
  const lines = new LineCount(original)
  for (const piece of pieces) {
    const isNote = piece.kind === 'note'
    const follows = piece.start === at && piece.end >= at && piece.end <= original.length
    findings.expect('whole', message, follows, () => `A part is missing or doubled at character ${at}.`)
    if (isNote) note = piece
    else at = piece.end
    if (piece.kind === 'gap') checkGap(piece, note, { message, lines }, findings)
    else if (piece.kind !== 'kept') checkName(piece, message, findings)
  }
  findings.expect('whole', message, at === original.length, () => `The end is missing from character ${at}.`)
  checkReferences(text, restore, findings)
}

/** Class "restore" alone: what every reference gives back. */
export function checkReferences(
  { message, original, pieces }: RenderedText,
  restore: (ref: string) => string | null,
  findings: Findings,
): void {
  for (const piece of pieces) {
    if (!('ref' in piece)) continue
    const isWhole = restore(piece.ref) === original.slice(piece.start, piece.end)
    findings.expect('restore', message, isWhole, () => `${piece.ref} does not give back what it stands for.`)
  }
}

function checkName(
  piece: Exclude<Piece, { kind: 'kept' | 'gap' }>,
  message: number,
  findings: Findings,
): void {
  const isNamed =
    piece.text.startsWith(`${MARK}${piece.kind === 'note' ? '' : `${piece.kind} `}`) &&
    piece.text.includes(` ref=${piece.ref} `)
  findings.expect('restore', message, isNamed, () => `No reference in ${quote(piece.text)}`)
}

function checkGap(
  { start, end, text }: Extract<Piece, { kind: 'gap' }>,
  note: Extract<Piece, { kind: 'note' }> | null,
  { message, lines }: { message: number; lines: LineCount },
  findings: Findings,
): void {
  const isInside = note !== null && start >= note.start && end <= note.end
  const expected = isInside ? [charactersMark(note, start, end), linesMark(lines, note, start, end)] : []
  findings.expect(
    'whole',
    message,
    expected.includes(text.trim()),
    () => `A gap's mark is wrong: ${quote(text)}`,
  )
}

const charactersMark = (note: { start: number }, start: number, end: number): string =>
  `[~${start - note.start}-${end - note.start}]`

function linesMark(lines: LineCount, note: { start: number }, start: number, end: number): string {
  const noteLine = lines.before(note.start)
  return `~L${lines.before(start) - noteLine + 1}-${lines.before(end - 1) - noteLine + 1}`
}

/** Line breaks before an offset, found by halving; the text is walked once, when first asked. */
class LineCount {
  readonly #text: string
  readonly #breaks: number[] = []

  constructor(text: string) {
    this.#text = text
  }

  before(offset: number): number {
    if (this.#breaks.length === 0) this.#read()
    let low = 0
    let high = this.#breaks.length
    while (low < high) {
      const middle = (low + high) >> 1
      if ((this.#breaks[middle] ?? 0) < offset) low = middle + 1
      else high = middle
    }
    return low
  }

  #read(): void {
    for (let at = this.#text.indexOf('\n'); at !== -1; at = this.#text.indexOf('\n', at + 1))
      this.#breaks.push(at)
    this.#breaks.push(this.#text.length)
  }
}
