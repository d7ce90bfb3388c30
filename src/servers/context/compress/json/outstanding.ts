import { isObject, type JsonNode } from './parse'

/** The numbers of one path (`data.cpu`) and of what lies deeper; a tree, since paths as texts would be copied at each step. */
interface Place {
  least: { value: number; at: number } | null
  greatest: { value: number; at: number } | null
  inside: Map<string, Place>
}

const newPlace = (): Place => ({ least: null, greatest: null, inside: new Map() })

/** The first elements with the least and with the greatest number of each path through objects. */
export function outstanding(items: readonly JsonNode[]): number[] {
  const root = newPlace()
  items.forEach((item, at) => look(root, item, at))
  return elementsOf(root)
}

function look(place: Place, node: JsonNode, at: number): void {
  if (isObject(node)) {
    node.values.forEach((value, n) => look(inner(place, node.keys[n] ?? ''), value, at))
    return
  }
  if (typeof node !== 'string' || !/^[-\d]/.test(node)) return
  const value = Number(node)
  if (!Number.isFinite(value)) return
  if (!place.least || value < place.least.value) place.least = { value, at }
  if (!place.greatest || value > place.greatest.value) place.greatest = { value, at }
}

function inner(place: Place, key: string): Place {
  const known = place.inside.get(key)
  if (known) return known
  const made = newPlace()
  place.inside.set(key, made)
  return made
}

function elementsOf({ least, greatest, inside }: Place): number[] {
  const own = [least, greatest].flatMap((one) => (one ? [one.at] : []))
  return [...own, ...[...inside.values()].flatMap(elementsOf)]
}
