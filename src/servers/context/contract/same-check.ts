import type { Piece, RenderedText } from '../compression'
import { quote, type Findings } from './verdict'

const header = /^\[omni:same ref=\w+ as message (\d+) text (\d+), lines (\d+)-(\d+)(?:, (\d+) times)?\]\n$/

/** Class "whole": a block that stands for an earlier one is equal to it byte for byte, as often as it says, and that one stands strictly before it. */
export class SameCheck {
  readonly #texts: readonly RenderedText[]
  readonly #starts = new Map<RenderedText, number[]>()

  constructor(texts: readonly RenderedText[]) {
    this.#texts = texts
  }

  check(
    piece: Extract<Piece, { kind: 'log' | 'json' | 'same' }>,
    own: RenderedText,
    findings: Findings,
  ): void {
    const expect = (isKept: boolean, what: string): void =>
      findings.expect('whole', own.message, isKept, () => `${what}: ${quote(piece.text)}`)
    const range = this.#range(piece.text)
    expect(range !== null, 'Refers to nothing')
    if (!range) return
    const { other, start, end, times } = range
    const isEarlier =
      other === own ? end <= piece.start : this.#texts.indexOf(other) < this.#texts.indexOf(own)
    expect(isEarlier, 'Refers to what does not stand before it')
    const isAsLong = (end - start) * times === piece.end - piece.start
    const repeated = isAsLong ? other.original.slice(start, end).repeat(times) : null
    expect(repeated === own.original.slice(piece.start, piece.end), 'Is no repetition')
  }

  /** The part of a text that a block's head names. */
  #range(text: string): { other: RenderedText; start: number; end: number; times: number } | null {
    const found = header.exec(text) ?? []
    const [, message, place = 0, first = 0, last = 0] = found.map(Number)
    const other = this.#texts.filter((one) => one.message + 1 === message)[place - 1]
    if (!other) return null
    const starts = this.#startsOf(other)
    const start = starts[first - 1]
    const end = starts[last]
    return start === undefined || end === undefined || start >= end
      ? null
      : { other, start, end, times: Number(found[5] ?? 1) }
  }

  /** Where each line begins, and the end of the text. */
  #startsOf(text: RenderedText): number[] {
    const known = this.#starts.get(text)
    if (known) return known
    const starts = [...text.original.matchAll(/[^\n]*\n|[^\n]+$/g)].map(({ index }) => index)
    starts.push(text.original.length)
    this.#starts.set(text, starts)
    return starts
  }
}
