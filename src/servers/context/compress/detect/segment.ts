import type { ContentType } from '../../compression'
import { parseJson } from '../json/parse'
import type { Lines } from '../lines'
import { classify } from './classify'
import { isDiffLine, opensDiff } from './line-features'

/** Lines `from` to `to` (exclusive) of one kind. */
export interface Block {
  type: ContentType
  from: number
  to: number
}

/** A fence, or what is probably JSON. */
const opensOther = /^\s{0,3}(?:```|~~~)|^[[{]\s*$|^\{"|^\[[[{"]/

/** Shorter blocks belong to what surrounds them. */
const SHORTEST = 200
/** Prose of this length between two blocks of code, or of a log, is a part of it. */
const SHORTEST_BETWEEN = 600
/** Attempts to read JSON may walk this many times the text; one that failed counts this many times as long as it was. */
const JSON_WALKS = 2
const FAILED_WALK = 10

/** Cuts a text into blocks of one kind each, without gaps. */
export function segment(lines: Lines): Block[] {
  const segmenter = new Segmenter(lines)
  let line = 0
  while (line < lines.count) line = segmenter.take(line)
  return merged(lines, segmenter.blocks)
}

class Segmenter {
  readonly blocks: Block[] = []
  readonly #lines: Lines
  #jsonWork = 0

  constructor(lines: Lines) {
    this.#lines = lines
  }

  /** @returns the line after the block that begins at `from` */
  take(from: number): number {
    const text = this.#lines.at(from)
    if (/^\s{0,3}(?:```|~~~)/.test(text)) return this.#fenced(from)
    const json = this.#jsonEnd(from)
    if (json !== null) return this.#add('json', from, json)
    if (opensDiff(text)) return this.#add('diff', from, this.#while(from + 1, isDiffLine))
    const to = this.#while(
      from + 1,
      (line) => line.trim() !== '' && !opensOther.test(line) && !opensDiff(line),
    )
    return this.#add(classify(this.#lines, from, to), from, to)
  }

  /** The fences themselves are prose; what stands between them is looked at by itself. */
  #fenced(from: number): number {
    const fence = /^\s*(```|~~~)/.exec(this.#lines.at(from))?.[1] ?? '```'
    const close = this.#while(from + 1, (line) => !line.trimStart().startsWith(fence))
    this.#add('prose', from, from + 1)
    if (close === this.#lines.count) return from + 1
    for (let line = from + 1; line < close;) {
      const json = this.#jsonEnd(line)
      const end = json !== null && json <= close ? json : close
      this.#add(end === json ? 'json' : classify(this.#lines, line, end), line, end)
      line = end
    }
    return this.#add('prose', close, close + 1)
  }

  /** The line after a JSON value that begins with `from` and ends with a line. */
  #jsonEnd(from: number): number | null {
    const { text } = this.#lines
    const indent = /^[ \t]*(?=[[{])/.exec(this.#lines.at(from).slice(0, 200))?.[0]
    if (indent === undefined || this.#jsonWork > JSON_WALKS * text.length) return null
    const start = this.#lines.start(from) + indent.length
    const found = parseJson(text, start)
    this.#jsonWork += (found.end - start) * (found.node === null ? FAILED_WALK : 1)
    if (found.node === null) return null
    const line = this.#lines.lineOf(found.end - 1)
    return text.slice(found.end, this.#lines.end(line)).trim() === '' ? line + 1 : null
  }

  #while(line: number, belongs: (text: string) => boolean): number {
    let at = line
    while (at < this.#lines.count && belongs(this.#lines.at(at))) at++
    return at
  }

  #add(type: ContentType, from: number, to: number): number {
    this.blocks.push({ type, from, to })
    return to
  }
}

/**
 * Blank lines go with what stands before them, neighbours of one kind together (JSON only when each value is one line,
 * NDJSON), small blocks with what surrounds them.
 */
function merged(lines: Lines, blocks: readonly Block[]): Block[] {
  const joined: Block[] = []
  const ofLines = new Set<Block>()
  for (const block of blocks) {
    const before = joined.at(-1)
    const isBlank = block.to - block.from === 1 && lines.isBlank(block.from)
    const isLine = block.to - block.from === 1
    const goesOn = before?.type === block.type && (block.type !== 'json' || (isLine && ofLines.has(before)))
    if (before && (isBlank || goesOn)) before.to = block.to
    else {
      const begun = { ...block }
      joined.push(begun)
      if (isLine) ofLines.add(begun)
    }
  }
  return withoutSmall(lines, joined)
}

function withoutSmall(lines: Lines, blocks: readonly Block[]): Block[] {
  const length = ({ from, to }: Block): number => lines.start(to) - lines.start(from)
  const result: Block[] = []
  blocks.forEach((block, at) => {
    const before = result.at(-1)
    const isBetween =
      before?.type === blocks[at + 1]?.type && (before?.type === 'code' || before?.type === 'log')
    let { type } = block
    if (isBetween && before && length(block) < (type === 'prose' ? SHORTEST_BETWEEN : SHORTEST))
      type = before.type
    else if (length(block) < SHORTEST && blocks.length > 1) type = 'prose'
    if (before && before.type === type && type !== 'json') before.to = block.to
    else result.push({ ...block, type })
  })
  return result
}
