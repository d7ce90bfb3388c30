import { hash } from 'node:crypto'
import type { Logger } from '@shared/domain/log'
import { errorText } from '@shared/errors'
import { modelText } from '@shared/mcp/model-text'
import type { OpenedDatabase } from '../storage'

type Definition = Record<string, unknown>

/** What definitions cost a model's context, counted by the o200k_base encoding and remembered for ever. */
export interface ContextCosts {
  /** null until it was counted. */
  tokensOf(definition: Definition): number | null
  /** Counts what is not counted yet. Resolves when it is done or cannot be done now; never throws. */
  count(definitions: readonly Definition[], countTexts: CountTexts): Promise<void>
}

/** Tells the tokens of each text. The tokenizer's tables take 45 MB: whoever has them already counts. */
export type CountTexts = (texts: readonly string[]) => Promise<number[]>

export interface ContextCostDeps {
  db: OpenedDatabase
  log: Logger
}

/** In one question to the counter: texts, and characters of them together. */
const BATCH = { texts: 500, characters: 1_000_000 }

export function createContextCost({ db: opened, log }: ContextCostDeps): ContextCosts {
  const known = new Map<string, number>()
  /** Hashing a definition costs more than looking one up. */
  const keys = new WeakMap<Definition, string>()
  const read = opened.db
    .prepare<[string], number>('SELECT tokens FROM definition_tokens WHERE fingerprint = ?')
    .pluck()
  let running: Promise<void> = Promise.resolve()

  const keyOf = (definition: Definition): string => {
    const key = keys.get(definition) ?? hash('sha256', modelText(definition))
    keys.set(definition, key)
    return key
  }
  const tokensOf = (definition: Definition): number | null => {
    const key = keyOf(definition)
    const tokens = known.get(key) ?? read.get(key)
    if (tokens !== undefined) known.set(key, tokens)
    return tokens ?? null
  }
  const keep = (counted: readonly [key: string, tokens: number][]): void => {
    for (const [key, tokens] of counted) known.set(key, tokens)
    if (opened.mode !== 'writable') return
    const put = opened.db.prepare('INSERT OR REPLACE INTO definition_tokens VALUES (?, ?)')
    opened.db.transaction(() => {
      for (const [key, tokens] of counted) put.run(key, tokens)
    })()
  }
  const countMissing = async (definitions: readonly Definition[], countTexts: CountTexts): Promise<void> => {
    const missing = new Map(
      definitions
        .filter((definition) => tokensOf(definition) === null)
        .map((definition) => [keyOf(definition), modelText(definition)]),
    )
    for (const batch of batches([...missing])) {
      const tokens = await countTexts(batch.map(([, text]) => text))
      keep(
        batch.flatMap(([key], index): [string, number][] => {
          const count = tokens[index]
          return count === undefined ? [] : [[key, count]]
        }),
      )
    }
  }
  return {
    tokensOf,
    count(definitions, countTexts) {
      // One after the other: two who ask at once want the same counts.
      running = running
        .then(() => countMissing(definitions, countTexts))
        .catch((error: unknown) => log.debug(`Tokens were not counted: ${errorText(error)}`))
      return running
    },
  }
}

function* batches(texts: readonly [key: string, text: string][]): Generator<[key: string, text: string][]> {
  let batch: [string, string][] = []
  let characters = 0
  for (const one of texts) {
    const length = one[1].length
    if (batch.length > 0 && (batch.length >= BATCH.texts || characters + length > BATCH.characters)) {
      yield batch
      batch = []
      characters = 0
    }
    batch.push(one)
    characters += length
  }
  if (batch.length > 0) yield batch
}
