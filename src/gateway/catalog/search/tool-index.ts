import MiniSearch from 'minisearch'
import { isPlainObject } from '@shared/mcp/json-rpc'
import { wordsLike, wordsOf } from './words'

/** A tool as it can be found. */
export interface FindableTool {
  /** As an address shows it. */
  name: string
  service: string
  definition: Record<string, unknown>
}

/** What a term is worth that was not asked for, but means the same. */
const ALIKE_WEIGHT = 0.35
/** And one that the asked word is only the beginning of, or a slip of the pen away from. */
const NEAR = { prefix: 0.25, fuzzy: 0.2 }
const boost = { name: 3, title: 2, description: 1.2, parameters: 0.5, service: 1.5 }

/** Finds tools by what a person or model wants to do: BM25 over names, descriptions, parameters and their service. */
export class ToolIndex {
  readonly #index: MiniSearch

  constructor(tools: readonly FindableTool[]) {
    this.#index = new MiniSearch({
      fields: Object.keys(boost),
      tokenize: wordsOf,
      // Terms come as stems in lower case already.
      processTerm: (term) => term,
    })
    this.#index.addAll(tools.map((tool, id) => ({ id, ...textsOf(tool) })))
  }

  /** @returns positions in the list it was made of, best first */
  find(query: string): number[] {
    const asked = wordsOf(query.slice(0, MAX_QUERY))
    const more = asked.flatMap(wordsLike).filter((word) => !asked.includes(word))
    return this.#index
      .search([...new Set([...asked, ...more])].join(' '), {
        boost,
        // The words are stems already and stay as they are.
        tokenize: (text) => text.split(' '),
        boostTerm: (term) => (asked.includes(term) ? 1 : ALIKE_WEIGHT),
        prefix: (term) => asked.includes(term) && term.length >= 4,
        fuzzy: (term) => (asked.includes(term) && term.length >= 6 ? 1 : false),
        weights: NEAR,
      })
      .map(({ id }) => Number(id))
  }
}

const MAX_QUERY = 1_000

function textsOf({ name, service, definition }: FindableTool): Record<keyof typeof boost, string> {
  const text = (member: string): string => {
    const value = definition[member]
    return typeof value === 'string' ? value : ''
  }
  return {
    name,
    service,
    title: text('title'),
    description: text('description'),
    parameters: [...parameterTexts(definition['inputSchema'], 0)].join(' '),
  }
}

/** Names and descriptions of the parameters, also of those within others. */
function* parameterTexts(schema: unknown, depth: number): Generator<string> {
  if (!isPlainObject(schema) || depth > 4) return
  if (isPlainObject(schema['properties']))
    for (const [name, inner] of Object.entries(schema['properties'])) {
      yield name
      if (isPlainObject(inner) && typeof inner['description'] === 'string') yield inner['description']
      yield* parameterTexts(inner, depth + 1)
    }
  yield* parameterTexts(schema['items'], depth + 1)
}
