/** Whether some lines end with CRLF and others with LF. */
export function hasMixedEnds(text: string): boolean {
  const pairs = countOf(text, '\r\n')
  return pairs > 0 && pairs < countOf(text, '\n')
}

export function plainLines(text: string): string {
  return text.replaceAll('\r\n', '\n')
}

/** A part of a text, by its place in the text with plain line feeds, and what comes there instead. */
export interface Replacement {
  start: number
  end: number
  /** With plain line feeds. */
  newText: string
}

/** Replaces a part and nothing else: every other line ends as before, the new ones as the line at their place. */
export function replacePart(text: string, { start, end, newText }: Replacement): string {
  const [from, to] = [placeIn(text, start), placeIn(text, end)]
  const lines = endsWithPair(text, from) ? newText.replaceAll('\n', '\r\n') : newText
  return text.slice(0, from) + lines + text.slice(to)
}

/** Where a place of the plain text is in the text itself: further on by each carriage return before it. */
function placeIn(text: string, plain: number): number {
  let pairs = 0
  for (let at = text.indexOf('\r\n'); at !== -1 && at - pairs < plain; at = text.indexOf('\r\n', at + 2))
    pairs++
  return plain + pairs
}

/** The last line may have no end of its own; the one before it tells then. */
function endsWithPair(text: string, at: number): boolean {
  const next = text.indexOf('\n', at)
  const feed = next === -1 ? text.lastIndexOf('\n', at) : next
  return feed > 0 && text[feed - 1] === '\r'
}

function countOf(text: string, part: string): number {
  let count = 0
  for (let at = text.indexOf(part); at !== -1; at = text.indexOf(part, at + part.length)) count++
  return count
}
