/** Words joined by single hyphens. */
const chains = /\w+(?:-\w+)*/g
const hexadecimal = /^[0-9A-Fa-f]{7,64}$/
const number = /^\d{4,64}$/
const capitals = /^[A-Z][A-Z0-9]{0,19}$/
const uuidLengths = [8, 4, 4, 4, 12]
/** `CVE-2026-1234` has two. */
const MOST_NUMBERS = 4

/**
 * What looks like an id, in the order of the text: UUIDs, `ORD-4711`, numbers of at least four digits, hexadecimal numbers of
 * at least seven. Digits after or before the point of a number (`12.4711`) are a part of that.
 */
export function* idsIn(text: string): Generator<string> {
  for (const { 0: chain, index } of text.matchAll(chains)) {
    const words = chain.split('-')
    if (/\d\.$/.test(text.slice(Math.max(0, index - 2), index))) words[0] = ''
    if (/^\.\d/.test(text.slice(index + chain.length, index + chain.length + 2))) words[words.length - 1] = ''
    for (let at = 0; at < words.length;) {
      const taken = idLength(words, at)
      if (taken > 0) yield words.slice(at, at + taken).join('-')
      at += Math.max(1, taken)
    }
  }
}

/** How many words of a chain are one id, from the word `at` on. */
function idLength(words: readonly string[], at: number): number {
  const isUuid = uuidLengths.every((length, n) => {
    const word = words[at + n] ?? ''
    return word.length === length && /^[0-9A-Fa-f]+$/.test(word)
  })
  if (isUuid) return uuidLengths.length
  const word = words[at] ?? ''
  let numbers = 0
  while (numbers < MOST_NUMBERS && /^\d{1,19}$/.test(words[at + numbers + 1] ?? '')) numbers++
  if (numbers > 0 && capitals.test(word)) return numbers + 1
  return number.test(word) || (hexadecimal.test(word) && /\d/.test(word)) ? 1 : 0
}
