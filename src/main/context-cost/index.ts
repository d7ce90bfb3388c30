import type { OpenedDatabase } from '../storage'

/** What definitions cost a model's context, counted by the o200k_base encoding. */
export interface ContextCosts {
  /** null until it was counted. */
  tokensOf(fingerprint: string): number | null
  keep(fingerprint: string, tokens: number): void
}

export function createContextCost({ db: opened }: { db: OpenedDatabase }): ContextCosts {
  const known = new Map<string, number>()
  const read = opened.db
    .prepare<[string], number>('SELECT tokens FROM definition_tokens WHERE fingerprint = ?')
    .pluck()
  return {
    tokensOf(fingerprint) {
      const tokens = known.get(fingerprint) ?? read.get(fingerprint)
      if (tokens !== undefined) known.set(fingerprint, tokens)
      return tokens ?? null
    },
    keep(fingerprint, tokens) {
      known.set(fingerprint, tokens)
      if (opened.mode === 'writable')
        opened.db.prepare('INSERT OR REPLACE INTO definition_tokens VALUES (?, ?)').run(fingerprint, tokens)
    },
  }
}
