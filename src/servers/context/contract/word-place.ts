/** More occurrences inside of other words are not looked through for one that stands alone. */
const MOST_LOOKED_AT = 10_000

/**
 * Where a word stands first: alone, so that `job_1` is not found in `job_10` nor `10.0.0.1` in `10.0.0.10`; inside of another
 * word only when it never stands alone.
 * @returns -1 when it is not there
 */
export function placeOf(word: string, text: string): number {
  const first = text.indexOf(word)
  let at = first
  for (let looked = 0; at !== -1 && looked < MOST_LOOKED_AT; looked++) {
    if (standsAlone(word, text, at)) return at
    at = text.indexOf(word, at + 1)
  }
  return first
}

export function standsAlone(word: string, text: string, at: number): boolean {
  const end = at + word.length
  return (
    !/(?:\w|\d\.)$/.test(text.slice(Math.max(0, at - 2), at)) &&
    !/^(?:\w|\.\d)/.test(text.slice(end, end + 2))
  )
}
