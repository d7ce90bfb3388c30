import type { RenderedText } from '../compression'
import { linesIn } from './critical-lines'
import { quote, type Findings } from './verdict'

const header =
  /^\[omni:same ref=\w+ as message (\d+) text (\d+), lines (\d+)-(\d+)(, but for these lines)?\]\n/

/**
 * A block that stands for an earlier one: every line of it is in the lines it names, or is shown.
 * @returns whether each of its lines is there in one way or the other
 */
export function checkSame(
  { original, text, message }: { original: string; text: string; message: number },
  texts: readonly RenderedText[],
  findings: Findings,
): void {
  const found = header.exec(text)
  const [, otherMessage, place, first, last] = (found ?? []).map(Number)
  const other = texts.filter((one) => one.message + 1 === otherMessage)[(place ?? 0) - 1]
  const isEarlier = other !== undefined && found !== null
  findings.expect('whole', message, isEarlier, () => `Refers to nothing: ${quote(text)}`)
  if (!isEarlier) return
  const there = new Set(
    linesIn(other.original, 0, other.original.length)
      .slice((first ?? 1) - 1, last)
      .map((line) => line.text),
  )
  for (const line of text.slice(found[0].length).split('\n')) there.add(line)
  for (const line of linesIn(original, 0, original.length))
    if (line.text !== '')
      findings.expect('whole', message, there.has(line.text), () => `Not repeated: ${quote(line.text)}`)
}
