import { setImmediate as nextTurn } from 'node:timers/promises'
import { ToolError } from '../kit/define-tool'
import { findSequence } from './find-sequence'
import { plainLines, replacePart, type Replacement } from './line-endings'

export interface Edit {
  oldText: string
  newText: string
}

/** Each edit goes through the whole text. */
export const MAX_EDITS = 1_000
/** Comparing lines takes some 0.5 s for so many. */
const MAX_LINES = 500_000
/** Up to here the engine's own search, the fastest by far, takes no longer than some 0.1 s at worst. */
const MAX_NATIVE_COMPARISONS = 100_000_000

/**
 * Makes the edits in order; others get their turn in between.
 * @throws ToolError when an edit's text is not there, there is too much of it, or nobody waits any more
 */
export async function applyEdits(text: string, edits: readonly Edit[], signal: AbortSignal): Promise<string> {
  if (edits.length > MAX_EDITS)
    throw new ToolError(
      `One call makes at most ${MAX_EDITS} edits, not ${edits.length}. Make them in several calls.`,
    )
  let current = text
  for (const edit of edits) {
    await nextTurn()
    if (signal.aborted) throw new ToolError('The call was cancelled.')
    current = replacePart(current, placeOf(plainLines(current), edit))
  }
  return current
}

function placeOf(text: string, edit: Edit): Replacement {
  const plain = { oldText: plainLines(edit.oldText), newText: plainLines(edit.newText) }
  return exactPlace(text, plain) ?? placeOfLines(text, plain) ?? refuse(edit)
}

function refuse({ oldText }: Edit): never {
  throw new ToolError(`Could not find exact match for edit:\n${oldText}`)
}

function exactPlace(text: string, { oldText, newText }: Edit): Replacement | undefined {
  const isSmall = text.length * oldText.length <= MAX_NATIVE_COMPARISONS
  const start = isSmall ? text.indexOf(oldText) : findSequence(unitsOf(text), unitsOf(oldText))
  return start === -1 ? undefined : { start, end: start + oldText.length, newText }
}

function unitsOf(text: string): Uint16Array {
  return Uint16Array.from({ length: text.length }, (_, at) => text.charCodeAt(at))
}

/** Models often get indentation wrong: the first place where all lines agree but for the space around them. */
function placeOfLines(text: string, { oldText, newText }: Edit): Replacement | undefined {
  const [lines, oldLines] = [text.split('\n'), oldText.split('\n')]
  if (lines.length + oldLines.length > MAX_LINES)
    throw new ToolError(
      `The text of an edit is not in the file exactly as it is, and lines are compared without their indentation only up to ` +
        `${MAX_LINES} lines. Give oldText exactly.`,
    )
  const numbers = new Map<string, number>()
  const numberOf = (line: string): number => {
    const trimmed = line.trim()
    const number = numbers.get(trimmed) ?? numbers.size
    numbers.set(trimmed, number)
    return number
  }
  const at = findSequence(lines.map(numberOf), oldLines.map(numberOf))
  if (at === -1) return undefined
  const start = lengthOf(lines, 0, at)
  return {
    start,
    end: start + lengthOf(lines, at, at + oldLines.length) - 1,
    newText: indented(newText.split('\n'), oldLines, indentOf(lines[at] ?? '')).join('\n'),
  }
}

/** Of the lines from one to before another, each with its line feed. */
function lengthOf(lines: readonly string[], from: number, to: number): number {
  let length = 0
  for (let at = from; at < to; at++) length += (lines[at] ?? '').length + 1
  return length
}

/** Keeps the place's own indentation, and how far each line stood from the line it replaces. */
function indented(newLines: string[], oldLines: readonly string[], indent: string): string[] {
  return newLines.map((line, index) => {
    if (index === 0) return indent + line.trimStart()
    const before = indentOf(oldLines[index] ?? '')
    const now = indentOf(line)
    if (before === '' || now === '') return line
    return indent + ' '.repeat(Math.max(0, now.length - before.length)) + line.trimStart()
  })
}

function indentOf(line: string): string {
  return /^\s*/.exec(line)?.[0] ?? ''
}
