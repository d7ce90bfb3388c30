import { isDecisionLine, isErrorLine, isFrameLine, linesIn, type Line } from './critical-lines'
import { quote, type Findings } from './verdict'

/** Lines of one shape, all errors or none; line numbers count from 1, and are 0 where one line is all. */
interface Shape {
  exemplar: string
  count: number
  first: number
  last: number
}

/** A log block of the answer, read back. */
export interface ShownLog {
  shapes: Shape[]
  /** Verbatim lines by their number. */
  extra: Map<number, string>
  values: string[]
  middleFrames: number
  total: { lines: number; shapes: number }
}

/** @returns null when it is not in the form CONTRACT.md gives ("Logs") */
export function readLog(text: string): ShownLog | null {
  const [head = '', ...rest] = text.split('\n')
  const total = / (\d+) lines as (\d+);/.exec(head)
  if (!total || rest.pop() !== '' || rest.pop() !== '[/omni]') return null
  const shown: ShownLog = {
    shapes: [],
    extra: new Map(),
    values: [],
    middleFrames: 0,
    total: { lines: Number(total[1]), shapes: Number(total[2]) },
  }
  return rest.every((line) => readLine(line, shown)) ? shown : null
}

function readLine(line: string, shown: ShownLog): boolean {
  const template = /^(\d+)x (\d+)-(\d+)\|/.exec(line)
  const extra = /^=(\d+)\|/.exec(line)
  const frames = /^~(\d+) middle stack frames$/.exec(line)
  if (template)
    shown.shapes.push({
      exemplar: line.slice(template[0].length),
      count: Number(template[1]),
      first: Number(template[2]),
      last: Number(template[3]),
    })
  else if (extra) shown.extra.set(Number(extra[1]), line.slice(extra[0].length))
  else if (frames) shown.middleFrames = Number(frames[1])
  else if (line.startsWith('+|')) shown.values.push(line.slice(2))
  else if (line.startsWith('|')) shown.shapes.push({ exemplar: line.slice(1), count: 1, first: 0, last: 0 })
  else return false
  return true
}

/**
 * Class "log": every shape with one verbatim line, its true count and range; class "error": a shape with an error line shows one;
 * class "decision": every such line.
 */
export function checkLog(
  { original, text, message }: { original: string; text: string; message: number },
  shapeOf: (line: string) => string,
  findings: Findings,
): ShownLog | null {
  const expect = (isKept: boolean, what: () => string): void => findings.expect('log', message, isKept, what)
  const shown = readLog(text)
  expect(shown !== null, () => `Not the form of a log: ${quote(text)}`)
  if (!shown) return null
  const lines = linesIn(original, 0, original.length)
  const { shapes, middleFrames } = countShapes(lines, shapeOf)
  const byExemplar = new Map(shown.shapes.map((shape) => [shape.exemplar, shape]))
  for (const expected of shapes) {
    const found = byExemplar.get(expected.exemplar)
    expect(
      isSame(found, expected),
      () => `A shape is missing or counted wrongly: ${quote(expected.exemplar)}`,
    )
    if (isErrorLine(expected.exemplar))
      findings.expect('error', message, found !== undefined, () => `Left out: ${quote(expected.exemplar)}`)
  }
  const { total } = shown
  const addsUp =
    total.lines === lines.length && total.shapes === shapes.length && shown.shapes.length === shapes.length
  expect(addsUp && middleFrames === shown.middleFrames, () => 'The numbers of lines do not add up.')
  for (const [number, line] of shown.extra)
    expect(lines[number - 1]?.text === line, () => `Line ${number} is another.`)
  for (const values of shown.values)
    expect(
      values.split(' ').every((value) => original.includes(value)),
      () => `Not in the log: ${quote(values)}`,
    )
  checkDecisions(lines, shown, message, findings)
  return shown
}

/** The lines a log block shows word for word. */
export function shownLines(shown: ShownLog): ReadonlySet<string> {
  return new Set([...shown.shapes.map(({ exemplar }) => exemplar), ...shown.extra.values()])
}

function checkDecisions(lines: readonly Line[], shown: ShownLog, message: number, findings: Findings): void {
  const there = shownLines(shown)
  for (const { text } of lines) {
    if (!isDecisionLine(text)) continue
    findings.expect('decision', message, there.has(text), () => `Not in the answer: ${quote(text)}`)
  }
}

function isSame(found: Shape | undefined, { count, first, last }: Shape): boolean {
  if (!found || found.count !== count) return false
  return count === 1 || (found.first === first && found.last === last)
}

/** Lines count from 1. A stack frame between two others has no shape. */
function countShapes(
  lines: readonly Line[],
  shapeOf: (line: string) => string,
): { shapes: Shape[]; middleFrames: number } {
  const shapes = new Map<string, Shape>()
  const isFrame = lines.map(({ text }) => isFrameLine(text))
  let middleFrames = 0
  for (const [at, { text }] of lines.entries()) {
    if (isFrame[at - 1] && isFrame[at] && isFrame[at + 1]) {
      middleFrames++
      continue
    }
    const shape = `${isErrorLine(text) ? 'error' : 'other'} ${shapeOf(text)}`
    const known = shapes.get(shape)
    if (known) Object.assign(known, { count: known.count + 1, last: at + 1 })
    else shapes.set(shape, { exemplar: text, count: 1, first: at + 1, last: at + 1 })
  }
  return { shapes: [...shapes.values()], middleFrames }
}
