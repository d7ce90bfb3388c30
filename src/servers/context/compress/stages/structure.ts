import { MARK } from '../../compression'
import type { JsonValue, Stage } from '../stage'
import { parseJson, type JsonNode } from '../json/parse'
import { writeJson } from '../json/table'
import { renderLog } from '../logs/render'
import { originalOf, refOf, spanOf, type Part } from '../parts'
import { accept, type Change } from './accept'

/** Fewer tokens are not worth a note. */
export const FEWEST_TOKENS = 60

/** Logs by their templates, JSON in the compact form: nothing is lost here that the answer does not count. */
export async function shortenStructure({ parts, options, values }: Stage): Promise<void> {
  for (const part of parts) {
    if (part.pieces !== null || part.tokensBefore < FEWEST_TOKENS) continue
    if (part.type === 'log') await accept(part, logChange(part), options)
    if (part.type === 'json') await accept(part, jsonChange(part, values), options)
  }
}

function logChange(part: Part): Change {
  const { lines, wanted } = part.text
  const ref = refOf(part)
  const text = renderLog(lines, part.from, part.to, { ref, wanted })
  return { pieces: [{ kind: 'log', ...spanOf(part), text, ref }], method: 'templates', fidelity: 'summary' }
}

function jsonChange(part: Part, values: Stage['values']): Change | null {
  const value = jsonOf(part, values)
  return (
    value &&
    jsonPieces(part, { ...value, written: writeJson(value.node), how: 'lossless', fidelity: 'lossless' })
  )
}

/** A block's value; of several values, one a line, an array of them. Null when it is neither. */
export function jsonOf(part: Part, values: Stage['values']): JsonValue | null {
  const known = values.get(part)
  if (known !== undefined) return known
  const value = readJson(part)
  values.set(part, value)
  return value
}

function readJson(part: Part): JsonValue | null {
  const text = originalOf(part)
  const items: JsonNode[] = []
  for (let at = skipSpace(text, 0); at < text.length;) {
    const { node, end } = parseJson(text, at)
    if (node === null) return null
    items.push(node)
    at = skipSpace(text, end)
  }
  const [node] = items
  if (node === undefined) return null
  return items.length === 1 ? { node, isLines: false } : { node: { items }, isLines: true }
}

function skipSpace(text: string, at: number): number {
  const space = /[ \t\r\n]*/y
  space.lastIndex = at
  space.exec(text)
  return space.lastIndex
}

export function jsonPieces(
  part: Part,
  {
    written,
    how,
    isLines,
    fidelity,
  }: { written: string; how: string; isLines: boolean; fidelity: Change['fidelity'] },
): Change {
  const ref = refOf(part)
  const lines = isLines ? 'one value a line, ' : ''
  const text = `${MARK}json ref=${ref} ${lines}${how}; "#2{a,b}" = 2 rows of a,b]\n${written}\n[/omni]\n`
  return {
    pieces: [{ kind: 'json', ...spanOf(part), text, ref }],
    method: how === 'lossless' ? 'table' : 'sample',
    fidelity,
  }
}
