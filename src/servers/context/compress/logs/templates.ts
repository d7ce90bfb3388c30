import { isSevere, isStackFrame, isTagged } from '../critical'
import type { Lines } from '../lines'
import { shapeOf } from './shape'

/** Lines of one shape, all errors or none. Line numbers count from 0 at the text's beginning. */
export interface Template {
  first: number
  last: number
  count: number
  isSevere: boolean
  /** Kept for severe templates only, and no more than are worth a look. */
  samples: number[]
}

export interface LogSummary {
  templates: readonly Template[]
  /** Stack frames between the first and the last of their trace. */
  middleFrames: number
  /** Lines that stay though their template has another exemplar. */
  extra: readonly number[]
}

const MOST_SAMPLES = 400

/** Groups the lines from `from` to `to` (exclusive) by shape, in the order of their first lines. */
export function summariseLog(
  lines: Lines,
  from: number,
  to: number,
  wanted: ReadonlySet<number>,
): LogSummary {
  const byShape = new Map<string, Template>()
  const extra: number[] = []
  let middleFrames = 0
  for (let line = from; line < to; line++) {
    const isMiddle = isMiddleFrame(lines, line, from, to)
    if (isMiddle) middleFrames++
    const isShown = !isMiddle && count(byShape, lines, line)
    if (!isShown && (wanted.has(line) || isTagged(lines.at(line)))) extra.push(line)
  }
  return { templates: [...byShape.values()], middleFrames, extra }
}

/** @returns whether the line is the first of its shape */
function count(byShape: Map<string, Template>, lines: Lines, line: number): boolean {
  const text = lines.at(line)
  const severe = isSevere(text)
  // An error line is never counted under a line that is none: masked numbers may be all that tells them apart.
  const shape = `${severe ? '!' : ' '}${shapeOf(text, 0, text.length)}`
  const template = byShape.get(shape)
  if (!template) {
    byShape.set(shape, { first: line, last: line, count: 1, isSevere: severe, samples: [line] })
    return true
  }
  template.count++
  template.last = line
  if (template.isSevere && template.samples.length < MOST_SAMPLES) template.samples.push(line)
  return false
}

/** A frame between frames: the first and the last of a trace say where it began and what called it. */
function isMiddleFrame(lines: Lines, line: number, from: number, to: number): boolean {
  if (line <= from || line + 1 >= to || !isStackFrame(lines.at(line))) return false
  return isStackFrame(lines.at(line - 1)) && isStackFrame(lines.at(line + 1))
}
