import type { Lines } from '../lines'

/** A run of lines, `end` exclusive. */
export interface LineRange {
  start: number
  end: number
}

/** A shorter body is not worth its reference. */
const SHORTEST_BODY = 3

/** `function f(a) {`, `async m(a): T {`, `const f = (a) => {`, `): T {`, `fn f(a) -> T {`, `func (r R) F(a) T {`, `public int f(int a) {`. */
const opensBody = /\)[^(){};=]{0,80}(?:=>\s*)?\{\s*$|=>\s*[({[]?\s*$/
/** Allman style: the brace stands alone, the signature on the line before it. */
const loneBrace = /^\s*\{\s*$/
const pythonDef = /^\s*(?:async\s+)?def\s.*:\s*(?:#.*)?$|^\s*\)\s*(?:->.*)?:\s*$/
/** What opens a block without being a function; its lines belong to the function around it, or are shown. */
const control =
  /^\s*(?:\}\s*)?(?:if|else|for|foreach|while|do|switch|match|case|try|catch|finally|with|using|lock|unsafe|loop|select|elif|except)\b/
const container =
  /^\s*(?:export\s+|default\s+|public\s+|private\s+|protected\s+|internal\s+|static\s+|abstract\s+|final\s+|sealed\s+|pub(?:\([a-z]+\))?\s+|declare\s+)*(?:class|interface|struct|enum|trait|impl|namespace|module|mod|object|record|protocol|extension|type|describe|suite)\b/

/**
 * The bodies of functions in code that is indented by its nesting: for every signature the deeper indented lines below it.
 * Containers (classes, interfaces, namespaces ...) are entered. Code without indentation has no bodies that could be told.
 */
export function functionBodies(lines: Lines, from: number, to: number): LineRange[] {
  const indents = indentation(lines, from, to)
  const bodies: LineRange[] = []
  let line = from
  while (line < to) {
    const end = opensFunction(lines, line, from) ? bodyEnd(indents, line - from) + from : line
    const start = line + 1
    if (end - start >= SHORTEST_BODY) {
      bodies.push({ start, end })
      line = end
    } else line++
  }
  return bodies
}

function opensFunction(lines: Lines, line: number, from: number): boolean {
  const text = lines.at(line)
  if (text.length > 1_000) return false
  if (loneBrace.test(text))
    return line > from && /\)[^;{}]{0,80}$/.test(lines.at(line - 1)) && !isBlock(lines.at(line - 1))
  return (opensBody.test(text) || pythonDef.test(text)) && !isBlock(text)
}

const isBlock = (text: string): boolean => control.test(text) || container.test(text)

/** Columns of leading space (a tab counts four); -1 for a blank line. */
function indentation(lines: Lines, from: number, to: number): Int32Array {
  const indents = new Int32Array(to - from)
  for (let line = from; line < to; line++) {
    const space = /^[ \t]{0,400}/.exec(lines.at(line))?.[0] ?? ''
    indents[line - from] = space.length === lines.at(line).length ? -1 : space.replaceAll('\t', '    ').length
  }
  return indents
}

/** The first line after `head` that is not deeper; blank lines before it belong to what follows. */
function bodyEnd(indents: Int32Array, head: number): number {
  const depth = indents[head] ?? 0
  let end = head + 1
  for (let line = head + 1; line < indents.length; line++) {
    const indent = indents[line] ?? -1
    if (indent === -1) continue
    if (indent <= depth) break
    end = line + 1
  }
  return end
}
