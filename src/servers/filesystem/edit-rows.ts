import type { EditSummary, FileState, KeptEdit } from './edit'

/** A row of `edits` without the content. */
export interface EditRow {
  id: number
  at: number
  tool: string
  client: string | null
  kind: 'content' | 'move'
  path: string
  destination: string | null
  before: FileState['kind']
  before_mode: number | null
  before_size: number | null
  after_hash: string | null
  after_size: number | null
  undoes: number | null
  undone_by: number | null
  temporary: string | null
  moved_stamp: string | null
}

export const editColumns =
  'id, at, tool, client, kind, path, destination, before, before_mode, before_size, after_hash, after_size, ' +
  'undoes, undone_by, temporary, moved_stamp'

export function toSummary(row: EditRow): EditSummary {
  return {
    id: row.id,
    at: row.at,
    tool: row.tool,
    client: row.client,
    change: changeOf(row),
    path: row.path,
    destination: row.destination,
    sizeBefore: row.before_size,
    sizeAfter: row.after_size,
    undoes: row.undoes,
    undoneBy: row.undone_by,
    canBeUndone: row.before !== 'not-kept',
  }
}

export function toKeptEdit(row: EditRow & { before_content: Buffer | null }): KeptEdit {
  const common = { summary: toSummary(row), temporary: row.temporary }
  if (row.kind === 'move')
    return { ...common, kind: 'move', destination: row.destination ?? '', stamp: row.moved_stamp }
  return { ...common, kind: 'content', before: stateBefore(row), afterHash: row.after_hash }
}

function changeOf({ kind, before, after_hash }: EditRow): EditSummary['change'] {
  if (kind === 'move') return 'moved'
  if (before === 'absent') return 'created'
  return after_hash === null ? 'removed' : 'replaced'
}

function stateBefore(row: EditRow & { before_content: Buffer | null }): FileState {
  const mode = row.before_mode ?? 0o644
  if (row.before === 'absent') return { kind: 'absent' }
  if (row.before === 'kept') return { kind: 'kept', content: row.before_content ?? Buffer.alloc(0), mode }
  return { kind: 'not-kept', size: row.before_size ?? 0, mode }
}
