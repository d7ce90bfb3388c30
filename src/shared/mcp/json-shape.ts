/** What one pass over JSON text shows without parsing it. */
export interface JsonShape {
  /** Deepest nesting of `{` and `[`. */
  depth: number
  /** Members of the outermost object, repeated names counted each time. */
  members: number
  /** Members of the objects directly inside it, together. */
  innerMembers: number
}

/** Deeper JSON is nobody's honest message. Some thousand levels deeper JSON.stringify runs out of stack. */
export const MAX_DEPTH = 1_000

const QUOTE = 34
const COLON = 58
const BACKSLASH = 92

/**
 * Measures JSON text before it is parsed: deep nesting parses in moments, but kills whoever writes it out
 * again. Strings are skipped with `indexOf`, so long ones cost next to nothing. Text that is no JSON gives
 * some numbers; JSON.parse refuses it afterwards.
 * @param maxDepth measuring stops one level beyond it
 */
export function measureJson(text: string, maxDepth: number): JsonShape {
  const shape: JsonShape = { depth: 0, members: 0, innerMembers: 0 }
  let level = 0
  for (let index = 0; index < text.length; index++) {
    const code = text.charCodeAt(index)
    if (code === QUOTE) index = endOfString(text, index)
    else if (code === COLON) {
      if (level === 1) shape.members++
      else if (level === 2) shape.innerMembers++
    } else if (code === 123 || code === 91) {
      level++
      if (level > shape.depth) shape.depth = level
      if (level > maxDepth) return shape
    } else if (code === 125 || code === 93) level--
  }
  return shape
}

/** @returns index of the closing quote, or the text's length when there is none */
function endOfString(text: string, start: number): number {
  let end = text.indexOf('"', start + 1)
  while (end > 0 && isEscaped(text, end)) end = text.indexOf('"', end + 1)
  return end < 0 ? text.length : end
}

function isEscaped(text: string, quote: number): boolean {
  let index = quote - 1
  while (text.charCodeAt(index) === BACKSLASH) index--
  return (quote - index) % 2 === 0
}
