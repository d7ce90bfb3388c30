/**
 * Where `wanted` begins in `all` first, or -1. Knuth, Morris and Pratt's search: it takes the sum of both lengths at worst, while
 * JavaScript's own `indexOf` may take their product, and a model decides on both.
 */
export function findSequence(all: ArrayLike<number>, wanted: ArrayLike<number>): number {
  if (wanted.length === 0) return 0
  const borders = bordersOf(wanted)
  let matched = 0
  for (let at = 0; at < all.length; at++) {
    while (matched > 0 && all[at] !== wanted[matched]) matched = borders[matched - 1] ?? 0
    if (all[at] === wanted[matched]) matched++
    if (matched === wanted.length) return at - matched + 1
  }
  return -1
}

/** For each length: how much of the beginning is also the end, without being all of it. */
function bordersOf(wanted: ArrayLike<number>): Uint32Array {
  const borders = new Uint32Array(wanted.length)
  let border = 0
  for (let at = 1; at < wanted.length; at++) {
    while (border > 0 && wanted[at] !== wanted[border]) border = borders[border - 1] ?? 0
    if (wanted[at] === wanted[border]) border++
    borders[at] = border
  }
  return borders
}
