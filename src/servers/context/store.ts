import type Database from 'better-sqlite3'
import type { Clock } from '@shared/lib/clock'
import { ToolError } from '../kit/define-tool'
import { openDatabase, type DatabaseSpec } from '../kit/store/open-database'
import type { ContextSummary, SavedContext } from './context'
import { summaryColumns, toSummary, type SummaryRow } from './context-rows'
import { migrations } from './migrations'
import type { OriginalsStore } from './originals/originals'
import { createOriginalsStore } from './originals/originals-store'
import { createContextSearch, type ContextHit, type ContextSearch } from './search-contexts'

export interface ContextDraft {
  name: string
  content: string
  tags: readonly string[]
  metadata: Record<string, unknown>
}

/** What a save may replace: nothing, whatever is there, or exactly one version. */
export type Replace = { kind: 'nothing' } | { kind: 'anything' } | { kind: 'version'; version: number }

export interface ContextStore {
  /** @throws ToolError when the name exists and may not be replaced */
  save(draft: ContextDraft, replace: Replace): { context: ContextSummary; created: boolean }
  load(name: string): SavedContext | null
  /** Newest change first. */
  list(filter: { tag: string | undefined; limit: number; offset: number }): {
    contexts: ContextSummary[]
    total: number
  }
  search(search: ContextSearch): ContextHit[]
  /** @returns whether there was one */
  remove(name: string): boolean
  /** Up to five names that resemble `name`, for error texts. */
  similarNames(name: string): string[]
  /** What compressions left out. */
  originals: OriginalsStore
  close(): void
}

/** @param keepOriginalsMb how much the originals of compressions may take together */
export function openContextStore({
  keepOriginalsMb,
  ...spec
}: Omit<DatabaseSpec, 'file' | 'migrations'> & { keepOriginalsMb: number }): ContextStore {
  const db = openDatabase({ ...spec, file: 'context.db', migrations })
  return {
    originals: createOriginalsStore(db, keepOriginalsMb * 1024 * 1024),
    ...writes(db, spec.clock),
    ...reads(db),
    close: () => void db.close(),
  }
}

function writes(db: Database.Database, clock: Clock) {
  const find = db.prepare<[string], SummaryRow>(`SELECT ${summaryColumns} FROM contexts WHERE name = ?`)
  const upsert = db.prepare<[object]>(
    `INSERT INTO contexts (name, content, tags, metadata, version, characters, created_at, updated_at)
     VALUES (@name, @content, @tags, @metadata, 1, @characters, @now, @now)
     ON CONFLICT (name) DO UPDATE SET
       content = @content, tags = @tags, metadata = @metadata, version = version + 1,
       characters = @characters, updated_at = @now`,
  )
  const remove = db.prepare('DELETE FROM contexts WHERE name = ?')
  return {
    save: db.transaction((draft: ContextDraft, replace: Replace) => {
      const existing = find.get(draft.name)
      refuseConflict(draft.name, existing, replace)
      upsert.run({
        name: draft.name,
        content: draft.content,
        tags: JSON.stringify([...new Set(draft.tags)]),
        metadata: JSON.stringify(draft.metadata),
        characters: draft.content.length,
        now: clock.epochMs(),
      })
      return { context: toSummary(find.get(draft.name) as SummaryRow), created: existing === undefined }
    }),
    remove: (name: string): boolean => remove.run(name).changes > 0,
  }
}

function reads(db: Database.Database) {
  const full = db.prepare<[string], SummaryRow & { content: string }>(
    `SELECT ${summaryColumns}, content FROM contexts WHERE name = ?`,
  )
  const tagged = `(@tag IS NULL OR EXISTS (SELECT 1 FROM json_each(tags) WHERE value = @tag))`
  const page = db.prepare<[object], SummaryRow>(
    `SELECT ${summaryColumns} FROM contexts WHERE ${tagged}
     ORDER BY updated_at DESC, id DESC LIMIT @limit OFFSET @offset`,
  )
  const count = db.prepare<[object], number>(`SELECT count(*) FROM contexts WHERE ${tagged}`).pluck()
  const similar = db
    .prepare<[string, string], string>(
      `SELECT name FROM contexts WHERE instr(lower(name), lower(?)) OR instr(lower(?), lower(name))
       ORDER BY updated_at DESC LIMIT 5`,
    )
    .pluck()
  return {
    load(name: string): SavedContext | null {
      const row = full.get(name)
      return row ? { ...toSummary(row), content: row.content } : null
    },
    list: ({ tag = null, ...range }: { tag?: string | null | undefined; limit: number; offset: number }) => ({
      contexts: page.all({ tag, ...range }).map(toSummary),
      total: count.get({ tag }) ?? 0,
    }),
    search: createContextSearch(db),
    similarNames: (name: string): string[] => similar.all(name, name),
  }
}

function refuseConflict(name: string, existing: SummaryRow | undefined, replace: Replace): void {
  if (replace.kind === 'version' && existing?.version !== replace.version) {
    const found = existing ? `it has version ${existing.version}` : 'it does not exist'
    throw new ToolError(
      `The context "${name}" was not saved: you expected version ${replace.version}, but ${found}. ` +
        'Load it again, merge your changes, and save with the version you loaded.',
    )
  }
  if (replace.kind === 'nothing' && existing)
    throw new ToolError(
      `A context "${name}" exists already (version ${existing.version}). Pass expectedVersion: ` +
        `${existing.version} to replace exactly that one, overwrite: true to replace it in any case, ` +
        'or choose another name.',
    )
}
