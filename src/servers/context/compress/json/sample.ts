import { isSevere } from '../critical'
import { valueOf } from './columns'
import { isArray, isObject, type JsonArray, type JsonNode } from './parse'
import { writeJson } from './table'

/** Arrays with fewer elements are shown whole. */
const SHORTEST = 8

export interface SampleOptions {
  /** Share of an array's elements that may stay beside those that must. */
  share: number
  /** Elements that hold one of these stay. */
  words: readonly string[]
}

/**
 * Which elements of an array stay (CONTRACT.md, "JSON"): first and last, the first of every set of keys, the rows of a column's least and
 * greatest number, errors, what the caller asked for; then evenly spread ones up to the share.
 * @returns null when all of them
 */
export function shownElements(array: JsonArray, { share, words }: SampleOptions): ReadonlySet<number> | null {
  const { items } = array
  if (items.length < SHORTEST) return null
  const shown = new Set([0, items.length - 1])
  const written = items.map((item) => writeJson(item))
  written.forEach((text, at) => {
    if (isSevereElement(text) || words.some((word) => text.includes(word))) shown.add(at)
  })
  for (const at of firstOfEverySetOfKeys(items)) shown.add(at)
  for (const at of extremes(items)) shown.add(at)
  spread(shown, items.length, share)
  return shown.size === items.length ? null : shown
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
