/** Letters of other scripts, and digits, that look like a Latin letter. After Unicode's list of confusables. */
const LOOKS_LIKE: Readonly<Record<string, string>> = Object.fromEntries(
  [
    'aаαɑ', 'bЬЪ', 'cсϲ', 'dԁ', 'eеεҽ', 'gɡ', 'hһ', 'iіι1l|', 'jј', 'kκк', 'mм', 'nո', 'oоοօ0', 'pрρ', 'qԛ',
    'rгⲅ', 'sѕ5', 'tт', 'uυս', 'vνѵ', 'wԝ', 'xхχ', 'yуγ', 'zᴢ',
  ].flatMap(([letter = '', ...others]) => others.map((other) => [other, letter])),
) // prettier-ignore

/** Longer names are not compared: nobody mistakes them at a glance. */
const MAX_LENGTH = 64
/** Shorter names differ by one letter all the time. */
const MIN_LENGTH = 6

/** Finds names that a person would take for another one. */
export class LookAlikes<T> {
  readonly #skeletons = new Map<string, { name: string; of: T }>()
  readonly #gaps = new Map<string, { name: string; of: T }[]>()

  add(name: string, of: T): void {
    if (name.length > MAX_LENGTH) return
    const known = { name, of }
    const bones = skeleton(name)
    if (!this.#skeletons.has(bones)) this.#skeletons.set(bones, known)
    for (const gap of withGaps(name)) {
      const list = this.#gaps.get(gap)
      if (list) list.push(known)
      else this.#gaps.set(gap, [known])
    }
  }

  /** @returns the known name this one looks like and is not */
  find(name: string): { name: string; of: T } | null {
    if (name.length > MAX_LENGTH) return null
    const twin = this.#skeletons.get(skeleton(name))
    if (twin && twin.name !== name) return twin
    for (const gap of withGaps(name))
      for (const known of this.#gaps.get(gap) ?? []) if (isSlip(name, known.name)) return known
    return null
  }
}

function skeleton(name: string): string {
  return Array.from(name.normalize('NFKC').toLowerCase(), (letter) => LOOKS_LIKE[letter] ?? letter)
    .join('')
    .replaceAll('rn', 'm')
}

/** The name, and the name without one of its letters: two names one slip apart have one of these in common. */
function withGaps(name: string): Set<string> {
  const gaps = new Set([name])
  if (name.length >= MIN_LENGTH)
    for (let at = 0; at < name.length; at++) gaps.add(name.slice(0, at) + name.slice(at + 1))
  return gaps
}

/**
 * One letter added, left out, changed, or two swapped. Not counted is what makes honest names differ: a plural, a
 * number, another first letter (get and set, read and load).
 */
function isSlip(name: string, known: string): boolean {
  if (name === known || Math.abs(name.length - known.length) > 1) return false
  if (Math.min(name.length, known.length) < MIN_LENGTH) return false
  let start = 0
  while (start < name.length && name[start] === known[start]) start++
  let end = 0
  while (end < Math.min(name.length, known.length) - start && name.at(-1 - end) === known.at(-1 - end)) end++
  const [here, there] = [name.slice(start, name.length - end), known.slice(start, known.length - end)]
  if (isWordStart(name, start) || /\d/.test(here + there)) return false
  if (here.length === 2 && there.length === 2) return here[0] === there[1] && here[1] === there[0]
  if (here.length > 1 || there.length > 1) return false
  return !isPlural(name, known)
}

function isWordStart(name: string, at: number): boolean {
  return at === 0 || /[_\-.]/.test(name[at - 1] ?? '')
}

function isPlural(name: string, known: string): boolean {
  const singular = (text: string): string => text.replace(/s(?=$|[_\-.])/g, '')
  return singular(name) === singular(known)
}
