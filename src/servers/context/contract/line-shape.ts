/**
 * The shape of a line as CONTRACT.md defines it, written as its text reads; the compressor has another way to the same
 * (tested against this one).
 */
const chains = /[A-Za-z0-9_]+(?:[.-][A-Za-z0-9_]+)*(?::[0-9]+(?![A-Za-z0-9_]))?/g

/** Chains repeat much in logs. */
const MOST_REMEMBERED = 50_000

/** @returns a function that remembers what it masked, for one check */
export function lineShapes(): (line: string) => string {
  const known = new Map<string, string>()
  const mask = (chain: string): string => {
    const before = known.get(chain)
    if (before !== undefined) return before
    const masked = maskChain(chain)
    if (known.size < MOST_REMEMBERED && chain.length < 200) known.set(chain, masked)
    return masked
  }
  return (line) => line.replace(chains, mask)
}

function maskChain(chain: string): string {
  if (!/[0-9]/.test(chain)) return chain
  const words = chain.split(/[.:-]/)
  const numbered = words.filter((word) => /[0-9]/.test(word))
  if (numbered.length >= 2) return '#'
  if (chain.includes('.') && (words.length >= 3 || chain.includes(':'))) return '#'
  return chain.replace(/[A-Za-z0-9_]+/g, (word) =>
    /[0-9]/.test(word)
      ? word.replace(/^([A-Za-z_]*)(.*)$/, (_, letters: string, rest: string) =>
          /^[0-9]+$/.test(rest) ? `${letters}#` : '#',
        )
      : word,
  )
}
