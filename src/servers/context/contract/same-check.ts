import type { Piece, RenderedText } from '../compression'
import type { EarlierLines } from './earlier-lines'
import { quote, type Findings } from './verdict'

const header = /^\[omni:same ref=\w+ as message (\d+) text (\d+), lines (\d+)-(\d+)(?:, (\d+) times)?\]\n$/

/** Class "whole": a block that stands for an earlier one is equal to it byte for byte, as often as it says, and that one stands strictly before it. */
export function checkSame(
  piece: Extract<Piece, { ref: string }>,
  own: RenderedText,
  earlier: EarlierLines,
  findings: Findings,
): void {
  const expect = (isKept: boolean, what: string): void =>
    findings.expect('whole', own.message, isKept, () => `${what}: ${quote(piece.text)}`)
  const found = header.exec(piece.text)
  const range = found && earlier.find(found.slice(1, 5).map(Number))
  expect(Boolean(range), 'Refers to nothing')
  if (!found || !range) return
  expect(earlier.isBefore(range, own, piece.start), 'Refers to what does not stand before it')
  const { text, start, end } = range
  const times = Number(found[5] ?? 1)
  const isAsLong = (end - start) * times === piece.end - piece.start
  const repeated = isAsLong ? text.original.slice(start, end).repeat(times) : null
  expect(repeated === own.original.slice(piece.start, piece.end), 'Is no repetition')
}
