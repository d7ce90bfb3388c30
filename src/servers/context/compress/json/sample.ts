import { outstanding } from './outstanding'
import { isSevere, mustStay } from '../critical'
import type { Names } from '../wanted'
import { holdersOf } from './holders'
import { isArray, isObject, type JsonArray, type JsonNode, type JsonObject } from './parse'
import { writeJson } from './table'

/** Arrays with fewer elements are shown whole. */
const SHORTEST = 8

/**
 * Which elements of an array stay (CONTRACT.md, "JSON"): first and last, the first of every set of keys, those with the
 * least and greatest number of a path, errors, decisions, what holds a word or, the first of them, an id; then evenly spread ones up to a share.
 */
export class Sampler {
  readonly #names: Names
  readonly #needed = new WeakMap<JsonArray, ReadonlySet<number>>()

  constructor(names: Names) {
    this.#names = names
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
    const needed = neededElements(array.items, this.#names)
    this.#needed.set(array, needed)
    return needed
  }
}

function neededElements(items: readonly JsonNode[], { words, ids }: Names): ReadonlySet<number> {
  const needed = new Set([0, items.length - 1])
  const holders = holdersOf(ids)
  items.forEach((item, at) => {
    const text = writeJson(item)
    if (isSevereElement(text) || holdsCritical(item) || words.some((word) => text.includes(word)))
      needed.add(at)
    holders.look(item, text, at)
  })
  for (const at of holders.found()) needed.add(at)
  for (const at of firstOfEverySetOfKeys(items)) needed.add(at)
  for (const at of outstanding(items)) needed.add(at)
  return needed
}

/** Values of error-like meaning, whatever the key. */
function isSevereElement(text: string): boolean {
  return isSevere(text) || /(?:error|fatal|fail|exception|critical|panic)/i.test(text)
}

function firstOfEverySetOfKeys(items: readonly JsonNode[]): number[] {
  const seen = new Map<string, number>()
  items.forEach((item, at) => {
    const kind = isObject(item) ? keysOf(item) : isArray(item) ? 'array' : 'scalar'
    if (!seen.has(kind)) seen.set(kind, at)
  })
  return [...seen.values()]
}

/** Keys of an object and of the objects in it. */
function keysOf({ keys, values }: JsonObject): string {
  let written = '{'
  values.forEach((value, at) => {
    written += `${keys[at]}${isObject(value) ? keysOf(value) : ''},`
  })
  return `${written}}`
}

/** Whether one of its strings holds a line that would stay in a text. */
function holdsCritical(node: JsonNode): boolean {
  if (isArray(node)) return node.items.some(holdsCritical)
  if (isObject(node)) return node.values.some(holdsCritical)
  if (node.charCodeAt(0) !== 34) return false
  if (!node.includes('\\')) return mustStay(node.slice(1, -1))
  return String(JSON.parse(node)).split('\n').some(mustStay)
}

function spread(shown: Set<number>, count: number, share: number): void {
  const extra = Math.floor(count * share) - shown.size
  for (let n = 1; n <= extra; n++) shown.add(Math.floor((n * count) / (extra + 1)))
}
