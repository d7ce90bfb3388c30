import { ID_LINES, standsSomewhere } from '../word-places'
import { isArray, isObject, type JsonNode } from './parse'

interface Holders {
  /** @param text the element as it is written, which holds whatever is in it */
  look(item: JsonNode, text: string, at: number): void
  found(): number[]
}

/** The first elements of an array that hold an id standing alone, or else the first that holds it at all. */
export function holdersOf(ids: readonly string[]): Holders {
  const holders = ids.map((id) => ({ id, alone: [] as number[], inside: -1 }))
  return {
    look(item, text, at) {
      for (const holder of holders) {
        if (holder.alone.length >= ID_LINES || !text.includes(holder.id)) continue
        if (holds(item, holder.id)) holder.alone.push(at)
        else if (holder.inside === -1) holder.inside = at
      }
    },
    found: () =>
      holders.flatMap(({ alone, inside }) => (alone.length === 0 && inside !== -1 ? [inside] : alone)),
  }
}

/** Looked for in keys and scalars: the written form puts other signs beside them than JSON does. */
function holds(node: JsonNode, id: string): boolean {
  if (isArray(node)) return node.items.some((item) => holds(item, id))
  if (isObject(node))
    return node.keys.some((key) => standsSomewhere(key, id)) || node.values.some((value) => holds(value, id))
  return standsSomewhere(node, id)
}
