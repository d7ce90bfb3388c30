import type Database from 'better-sqlite3'
import type { Clock } from '@shared/lib/clock'
import { openDatabase, type DatabaseSpec } from '../kit/store/open-database'
import type { ContentEdit, EditSummary, FileState, KeptEdit, MoveEdit } from './edit'
import { editColumns, toKeptEdit, toSummary, type EditRow } from './edit-rows'
import { migrations } from './migrations'

const MAX_EDITS = 1_000

/** What happened to files, with what was there before. */
export interface EditHistory {
  /** The largest file whose content is kept, in bytes. */
  readonly maxKeptBytes: number
  /**
   * Before the file system is touched: an edit that is not confirmed was interrupted.
   * @param temporary the file that an interruption may leave
   */
  begin(edit: ContentEdit | MoveEdit, temporary?: string): number
  /** The file system has it. @param movedStamp of a move: what tells that file from another one */
  confirm(id: number, movedStamp?: string | null): void
  /** It did not happen. */
  discard(id: number): void
  /** Begun, and then the process ended. */
  interrupted(): KeptEdit[]
  find(id: number): KeptEdit | null
  /** The last that neither was taken back nor takes back another. */
  lastToUndo(): KeptEdit | null
  /** Newest first. */
  list(filter: { path: string | undefined; limit: number }): { edits: EditSummary[]; total: number }
  close(): void
}

export function openEditHistory(
  spec: Omit<DatabaseSpec, 'file' | 'migrations'>,
  maxBytes: number,
): EditHistory {
  const db = openDatabase({ ...spec, file: 'history.db', migrations })
  // The files themselves are synced. A power cut may cost the last moments of the history, never its order; a fsync more for
  // each write would cost every write.
  db.pragma('synchronous = NORMAL')
  // What is forgotten was somebody's file: its bytes are overwritten.
  db.pragma('secure_delete = ON')
  const maxKeptBytes = Math.floor(maxBytes / 4)
  return { maxKeptBytes, ...writes(db, spec.clock, maxBytes), ...reads(db), close: () => void db.close() }
}

function writes(db: Database.Database, clock: Clock, maxBytes: number) {
  const insert = db.prepare<[object]>(
    `INSERT INTO edits (at, tool, client, kind, path, destination, before, before_mode, before_size, after_hash,
       after_size, undoes, pending, temporary, kept_bytes, before_content)
     VALUES (@at, @tool, @client, @kind, @path, @destination, @before, @before_mode, @before_size, @after_hash,
       @after_size, @undoes, 1, @temporary, @kept_bytes, @before_content)`,
  )
  const prune = db.prepare(
    `DELETE FROM edits WHERE pending = 0 AND id IN (
       SELECT id FROM (SELECT id, sum(kept_bytes) OVER newest AS bytes, row_number() OVER newest AS number
                       FROM edits WINDOW newest AS (ORDER BY id DESC))
       WHERE bytes > ? OR number > ${MAX_EDITS})`,
  )
  const pruneNow = (): void => {
    // The log ahead of the database holds old pages, too, until it is emptied.
    if (prune.run(maxBytes).changes > 0 || maxBytes === 0) db.pragma('wal_checkpoint(TRUNCATE)')
  }
  // The limit may be lower than it was, and no edit may ever come.
  pruneNow()
  const due = new PruneDue(maxBytes)
  const confirm = db.prepare('UPDATE edits SET pending = 0, temporary = NULL, moved_stamp = ? WHERE id = ?')
  const markUndone = db.prepare(
    'UPDATE edits SET undone_by = @id WHERE id = (SELECT undoes FROM edits WHERE id = @id)',
  )
  const finish = db.transaction((id: number, movedStamp: string | null) => {
    confirm.run(movedStamp, id)
    markUndone.run({ id })
  })
  const discard = db.prepare('DELETE FROM edits WHERE id = ?')
  return {
    begin(edit: ContentEdit | MoveEdit, temporary?: string): number {
      const row = { ...commonColumns(edit), ...kindColumns(edit), temporary: temporary ?? null }
      due.add(row.kept_bytes)
      return Number(insert.run({ ...row, at: clock.epochMs() }).lastInsertRowid)
    },
    confirm(id: number, movedStamp: string | null = null): void {
      finish(id, movedStamp)
      if (due.take()) pruneNow()
    },
    discard(id: number): void {
      discard.run(id)
      if (due.take()) pruneNow()
    },
  }
}

/** Pruning looks at every row, so it waits until there is something to gain: at most a tenth more than the limit is kept. */
class PruneDue {
  readonly #maxBytes: number
  #edits = 0
  /** What an earlier process left may be far more, once it is confirmed. */
  #bytes = Infinity

  constructor(maxBytes: number) {
    this.#maxBytes = maxBytes
  }

  add(bytes: number): void {
    this.#edits++
    this.#bytes += bytes
  }

  take(): boolean {
    const isDue = this.#edits >= MAX_EDITS / 10 || this.#bytes >= this.#maxBytes / 10
    if (isDue) this.#edits = this.#bytes = 0
    return isDue
  }
}

function reads(db: Database.Database) {
  const full = `SELECT ${editColumns}, before_content FROM edits`
  type FullRow = EditRow & { before_content: Buffer | null }
  const find = db.prepare<[number], FullRow>(`${full} WHERE pending = 0 AND id = ?`)
  const interrupted = db.prepare<[], FullRow>(`${full} WHERE pending = 1 ORDER BY id`)
  const last = db.prepare<[], FullRow>(
    `${full} WHERE pending = 0 AND undone_by IS NULL AND undoes IS NULL ORDER BY id DESC LIMIT 1`,
  )
  const matches = 'pending = 0 AND (@path IS NULL OR path = @path OR destination = @path)'
  const page = db.prepare<[object], EditRow>(
    `SELECT ${editColumns} FROM edits WHERE ${matches} ORDER BY id DESC LIMIT @limit`,
  )
  const count = db.prepare<[object], number>(`SELECT count(*) FROM edits WHERE ${matches}`).pluck()
  const kept = (row: FullRow | undefined): KeptEdit | null => (row ? toKeptEdit(row) : null)
  return {
    interrupted: () => interrupted.all().map(toKeptEdit),
    find: (id: number) => kept(find.get(id)),
    lastToUndo: () => kept(last.get()),
    list: ({ path = null, limit }: { path?: string | null | undefined; limit: number }) => ({
      edits: page.all({ path, limit }).map(toSummary),
      total: count.get({ path }) ?? 0,
    }),
  }
}

function commonColumns({ tool, client, path, undoes }: ContentEdit | MoveEdit) {
  return { tool, client, path, undoes: undoes ?? null }
}

function kindColumns(edit: ContentEdit | MoveEdit) {
  if ('destination' in edit)
    return {
      kind: 'move',
      destination: edit.destination,
      ...stateColumns({ kind: 'absent' }),
      ...afterColumns(null),
    }
  return { kind: 'content', destination: null, ...stateColumns(edit.before), ...afterColumns(edit.after) }
}

function afterColumns(after: ContentEdit['after']) {
  return { after_hash: after?.hash ?? null, after_size: after?.size ?? null }
}

function stateColumns(state: FileState) {
  if (state.kind === 'absent')
    return { before: 'absent', before_mode: null, before_size: null, before_content: null, kept_bytes: 0 }
  const content = state.kind === 'kept' ? state.content : null
  return {
    before: state.kind,
    before_mode: state.mode,
    before_size: content?.length ?? (state.kind === 'not-kept' ? state.size : null),
    before_content: content,
    kept_bytes: content?.length ?? 0,
  }
}
