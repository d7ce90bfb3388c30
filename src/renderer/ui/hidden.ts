/**
 * Characters that are there and cannot be seen: controls (but tab and line end), soft hyphen, fillers, zero-width
 * and bidirectional marks, variation selectors, tags. Source: Unicode 17, General_Category Cc and Cf, and
 * Default_Ignorable_Code_Point.
 */
const HIDDEN = /(?![\t\n\r])[\p{Cc}\p{Cf}\p{Default_Ignorable_Code_Point}]/gu

export type Shown = { kind: 'text'; text: string } | { kind: 'hidden'; text: string }

/** A text with every hidden character written out as `U+200B`. */
export function revealHidden(text: string): Shown[] {
  const shown: Shown[] = []
  let at = 0
  for (const match of text.matchAll(HIDDEN)) {
    if (match.index > at) shown.push({ kind: 'text', text: text.slice(at, match.index) })
    const code = match[0].codePointAt(0) ?? 0
    shown.push({ kind: 'hidden', text: `U+${code.toString(16).toUpperCase().padStart(4, '0')}` })
    at = match.index + match[0].length
  }
  if (at < text.length) shown.push({ kind: 'text', text: text.slice(at) })
  return shown
}
