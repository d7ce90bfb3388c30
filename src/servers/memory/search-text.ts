import type { Entity } from './graph'

/** FTS5's trigram index finds nothing shorter. */
const MIN_INDEXED_LENGTH = 3
/** A prefix this long narrows enough; every further trigram only costs time. */
const MAX_INDEXED_LENGTH = 24

/** The form in which text is searched: JavaScript's lower case, as the official server compares. */
export function searchForm(text: string): string {
  return text.toLowerCase()
}

/**
 * An FTS5 expression that finds at least everything that contains `query` (already in search form); what it
 * finds too much is sorted out by `matches`.
 * @returns null when the index cannot answer: fewer than three characters, NUL, or half a surrogate pair
 */
export function indexExpression(query: string): string | null {
  if (query.includes('\0') || !query.isWellFormed()) return null
  // 24 characters take at most 48 UTF-16 code units.
  const characters = Array.from(query.slice(0, 2 * MAX_INDEXED_LENGTH)).slice(0, MAX_INDEXED_LENGTH)
  if (characters.length < MIN_INDEXED_LENGTH) return null
  return `"${characters.join('').replaceAll('"', '""')}"`
}

/** The official search: the query occurs in the name, the type or an observation, upper and lower case alike. */
export function matches(entity: Entity, query: string): boolean {
  return (
    searchForm(entity.name).includes(query) ||
    searchForm(entity.entityType).includes(query) ||
    entity.observations.some((observation) => searchForm(observation).includes(query))
  )
}
