/** Zero-width, tag, bidirectional, filler, control and Unicode's line end characters: people do not see them, models do. */
const UNSEEN =
  /[\p{Cf}\p{Co}\p{Cn}\p{Zl}\p{Zp}\u115F\u1160\u3164\uFFA0]|[\uFE00-\uFE0D]|\u034F|[\u17B4\u17B5]|[^\P{Cc}\t\n]/gu

/** The text with every character nobody would see written out, e.g. `‹U+200B›`, so that it can be judged. */
export function visibleText(text: string): string {
  return text.replace(
    UNSEEN,
    (character) => `‹U+${(character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')}›`,
  )
}

/** The same on one line, and not longer than this: for names that come from elsewhere. */
export function visibleLine(text: string, maxLength: number): string {
  return visibleText(text.slice(0, 4 * maxLength))
    .replaceAll(/\s+/g, ' ')
    .trim()
    .slice(0, maxLength)
    .toWellFormed()
}
