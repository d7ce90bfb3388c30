/** So many of the least hashes stand for all of a text's. */
const SIZE = 8

/**
 * The least hashes of a text's runs of three words: texts that share nine of ten runs have one of them in common, but for
 * one chance in millions (bottom-k sketch; Broder, "On the resemblance and containment of documents", 1997). One walk, nothing copied.
 */
export function sketchOf(text: string, start: number, end: number): number[] {
  const least: number[] = []
  let [before, last, word] = [0, 0, FNV_OFFSET]
  let count = 0
  for (let at = start; at <= end; at++) {
    const code = at < end ? text.charCodeAt(at) : 32
    if (code > 32) {
      word = Math.imul(word ^ code, FNV_PRIME)
      continue
    }
    if (word === FNV_OFFSET) continue
    if (++count >= 3) keepLeast(least, mixed(before, last, word))
    before = last
    last = word
    word = FNV_OFFSET
  }
  return least
}

/** FNV-1a (Fowler, Noll, Vo), 32 bits. */
const FNV_OFFSET = 0x811c9dc5 | 0
const FNV_PRIME = 0x01000193

function mixed(one: number, two: number, three: number): number {
  let hash = Math.imul(one ^ (one >>> 15), 0x2c1b3c6d) ^ two
  hash = Math.imul(hash ^ (hash >>> 13), 0x297a2d39) ^ three
  hash = Math.imul(hash ^ (hash >>> 16), 0x45d9f3b)
  return (hash ^ (hash >>> 15)) >>> 0
}

/** In order, each once. */
function keepLeast(least: number[], hash: number): void {
  if (least.length === SIZE && hash >= (least[SIZE - 1] ?? 0)) return
  let at = least.length
  while (at > 0 && (least[at - 1] ?? 0) > hash) at--
  if (least[at - 1] === hash) return
  least.splice(at, 0, hash)
  if (least.length > SIZE) least.pop()
}
