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

/** What a word is worth that was not asked for, but means the same. */
const ALIKE_WEIGHT = 0.6
/** How much it counts that several of the asked words fit, besides the sum of what they say. */
const COVERAGE = 0.5
/** And one that the asked word is only the beginning of, or a slip of the pen away from. */
const NEAR = { prefix: 0.25, fuzzy: 0.2 }
const boost = { name: 2, title: 1, description: 2, parameters: 0.35, service: 1 }
const bm25 = { k: 1.2, b: 0.9, d: 0.5 }

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
    const total = new Map<number, { score: number; words: number }>()
    for (const word of new Set(wordsOf(query.slice(0, MAX_QUERY)).slice(0, MAX_WORDS)))
      for (const [id, score] of this.#scores(word)) {
        const sum = total.get(id) ?? { score: 0, words: 0 }
        total.set(id, { score: sum.score + score, words: sum.words + 1 })
      }
    return [...total]
      .map(([id, { score, words }]) => ({ id, score: score * words ** COVERAGE }))
      .toSorted((a, b) => b.score - a.score || a.id - b.id)
      .map(({ id }) => id)
  }

  /** What one asked word, or the best of those like it, says for each tool: five words for one thing count once. */
  #scores(word: string): Map<number, number> {
    const scores = new Map<number, number>()
    const note = (term: string, weight: number): void => {
      const isAsked = weight === 1
      const found = this.#index.search(term, {
        boost,
        bm25,
        // The words are stems already and stay as they are.
        tokenize: (text) => [text],
        prefix: isAsked && term.length >= 4,
        fuzzy: isAsked && term.length >= 6 ? 1 : false,
        weights: NEAR,
      })
      for (const { id, score } of found)
        scores.set(Number(id), Math.max(scores.get(Number(id)) ?? 0, score * weight))
    }
    note(word, 1)
    for (const other of new Set(wordsLike(word))) note(other, ALIKE_WEIGHT)
    return scores
  }
}

const MAX_QUERY = 1_000
const MAX_WORDS = 32

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
