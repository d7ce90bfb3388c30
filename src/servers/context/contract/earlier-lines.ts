import type { RenderedText } from '../compression'

/** A part of a text that a mark names. */
export interface EarlierRange {
  text: RenderedText
  start: number
  end: number
}

/** Finds what marks name by message, text of it, and lines, all counted from 1. */
export class EarlierLines {
  readonly #texts: readonly RenderedText[]
  readonly #starts = new Map<RenderedText, number[]>()

  constructor(texts: readonly RenderedText[]) {
    this.#texts = texts
  }

  find([message, place = 0, first = 0, last = 0]: readonly number[]): EarlierRange | null {
    const text = this.#texts.filter((one) => one.message + 1 === message)[place - 1]
    if (!text) return null
    const starts = this.#startsOf(text)
    const start = starts[first - 1]
    const end = starts[last]
    return start === undefined || end === undefined || start >= end ? null : { text, start, end }
  }

  /** Whether a range stands strictly before the place `start` of `own`. */
  isBefore({ text, end }: EarlierRange, own: RenderedText, start: number): boolean {
    return text === own ? end <= start : this.#texts.indexOf(text) < this.#texts.indexOf(own)
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
