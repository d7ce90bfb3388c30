const SHARP_S = /ss|ß/i
/** Each place doubles the spellings. */
const MOST_PLACES = 3

/**
 * A word with `ss` or `ß` in all its spellings, the given one first: `Größe` is GRÖSSE in capitals and Grösse in Switzerland.
 * The tokenizer of the indexes brings accents and case together, but not these.
 */
export function spellings(word: string): string[] {
  const parts = word.split(SHARP_S)
  if (parts.length === 1 || parts.length > MOST_PLACES + 1) return [word]
  let begun = [parts[0] ?? '']
  for (const part of parts.slice(1))
    begun = begun.flatMap((before) => [`${before}ss${part}`, `${before}ß${part}`])
  return [...new Set([word, ...begun])]
}
