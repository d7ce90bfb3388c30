/** More occurrences inside of other words are not looked through for one that stands alone. */
const MOST_LOOKED_AT = 10_000

/**
 * Where a word stands first: alone, so that `job_1` is not found in `job_10` nor `10.0.0.1` in `10.0.0.10`; inside of another
 * word only when it never stands alone.
 * @returns -1 when it is not there
 */
export const placeOf = (word: string, text: string): number => placesOf(word, text, 1)[0] ?? -1

/** Likewise the first places on as many different lines. */
export function placesOf(word: string, text: string, most: number): number[] {
  const first = text.indexOf(word)
  const places: number[] = []
  let at = first
  for (let looked = 0; at !== -1 && looked < MOST_LOOKED_AT && places.length < most; looked++) {
    const isAlone = standsAlone(word, text, at)
    if (isAlone) places.push(at)
    const lineEnd = isAlone ? text.indexOf('\n', at) : at
    at = lineEnd === -1 ? -1 : text.indexOf(word, lineEnd + 1)
  }
  return places.length > 0 || first === -1 ? places : [first]
}

export function standsAlone(word: string, text: string, at: number): boolean {
  const end = at + word.length
  return (
    !/(?:\w|\d\.)$/.test(text.slice(Math.max(0, at - 2), at)) &&
    !/^(?:\w|\.\d)/.test(text.slice(end, end + 2))
  )
}
