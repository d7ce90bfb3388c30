import { isSevere } from '../critical'
import { valueOf } from './columns'
import { isArray, isObject, type JsonArray, type JsonNode } from './parse'
import { writeJson } from './table'

/** Arrays with fewer elements are shown whole. */
const SHORTEST = 8

/**
 * Which elements of an array stay (CONTRACT.md, "JSON"): first and last, the first of every set of keys, the rows of a column's
 * least and greatest number, errors, what holds one of `words`; then evenly spread ones up to a share.
 */
export class Sampler {
  readonly #words: readonly string[]
  readonly #needed = new WeakMap<JsonArray, ReadonlySet<number>>()

  constructor(words: readonly string[]) {
    this.#words = words
  }

  /** @returns null when all of them */
  shown(array: JsonArray, share: number): ReadonlySet<number> | null {
    const count = array.items.length
    if (count < SHORTEST) return null
    const shown = new Set(this.#neededOf(array))
    spread(shown, count, share)
    return shown.size === count ? null : shown
  }

  #neededOf(array: JsonArray): ReadonlySet<number> {
    const known = this.#needed.get(array)
    if (known) return known
    const needed = neededElements(array.items, this.#words)
    this.#needed.set(array, needed)
    return needed
  }
}

function neededElements(items: readonly JsonNode[], words: readonly string[]): ReadonlySet<number> {
  const needed = new Set([0, items.length - 1])
  items.forEach((item, at) => {
    const text = writeJson(item)
    if (isSevereElement(text) || words.some((word) => text.includes(word))) needed.add(at)
  })
  for (const at of firstOfEverySetOfKeys(items)) needed.add(at)
  for (const at of extremes(items)) needed.add(at)
  return needed
}

/** Values of error-like meaning, whatever the key. */
function isSevereElement(text: string): boolean {
  return isSevere(text) || /(?:error|fatal|fail|exception|critical|panic)/i.test(text)
}

function firstOfEverySetOfKeys(items: readonly JsonNode[]): number[] {
  const seen = new Map<string, number>()
  items.forEach((item, at) => {
    const kind = isObject(item) ? item.keys.join() : isArray(item) ? 'array' : 'scalar'
    if (!seen.has(kind)) seen.set(kind, at)
  })
  return [...seen.values()]
}

function extremes(items: readonly JsonNode[]): number[] {
  const least = new Map<string, [value: number, at: number]>()
  const greatest = new Map<string, [value: number, at: number]>()
  const look = (key: string, node: JsonNode | undefined, at: number): void => {
    if (typeof node !== 'string' || !/^[-\d]/.test(node)) return
    const value = Number(node)
    if (!Number.isFinite(value)) return
    if (value < (least.get(key)?.[0] ?? Infinity)) least.set(key, [value, at])
    if (value > (greatest.get(key)?.[0] ?? -Infinity)) greatest.set(key, [value, at])
  }
  items.forEach((item, at) => {
    if (isObject(item)) for (const key of item.keys) look(key, valueOf(item, key), at)
    else look('', item, at)
  })
  return [...least.values(), ...greatest.values()].map(([, at]) => at)
}

function spread(shown: Set<number>, count: number, share: number): void {
  const extra = Math.floor(count * share) - shown.size
  for (let n = 1; n <= extra; n++) shown.add(Math.floor((n * count) / (extra + 1)))
}
