/**
 * The known name that was probably meant.
 * @returns the name with the smallest edit distance, or null when none is near enough (a third of its length, at least 2)
 */
export function nearest(typed: string, known: readonly string[]): string | null {
  const text = typed.toLowerCase().slice(0, 64)
  let best: { name: string; distance: number } | null = null
  for (const name of known) {
    const distance = name.startsWith(text) && text.length > 1 ? 1 : editDistance(text, name.toLowerCase())
    if (best === null || distance < best.distance) best = { name, distance }
  }
  return best !== null && best.distance <= Math.max(2, Math.floor(best.name.length / 3)) ? best.name : null
}

/** Levenshtein distance with one row: insertions, deletions and replacements cost 1 each. */
function editDistance(from: string, to: string): number {
  let row = Array.from({ length: to.length + 1 }, (_, column) => column)
  for (let line = 1; line <= from.length; line++) {
    const next = [line]
    for (let column = 1; column <= to.length; column++) {
      const replaced = (row[column - 1] as number) + (from[line - 1] === to[column - 1] ? 0 : 1)
      next.push(Math.min(replaced, (row[column] as number) + 1, (next[column - 1] as number) + 1))
    }
    row = next
  }
  return row[to.length] as number
}

/** How the known names are told beside an unknown one. */
export function didYouMean(typed: string, known: readonly string[]): string {
  const guess = nearest(typed, known)
  const list = known.length === 0 ? 'There are none yet.' : `Known: ${known.join(', ')}.`
  return guess === null ? list : `Did you mean "${guess}"? ${list}`
}
