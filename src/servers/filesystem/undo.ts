import { ToolError } from '../kit/define-tool'
import type { EditOrigin, EditSummary, FileState, KeptEdit } from './edit'
import type { EditHistory } from './edit-history'
import type { FileChanges } from './file-changes'

/**
 * Takes one edit back, byte for byte; taking back is an edit, too, and can be taken back, unless `replaced` was too large to keep.
 * @param id the last edit when absent
 * @param force also when the file was changed since
 * @throws ToolError with the reason and what would help
 */
export async function undoEdit(
  changes: FileChanges,
  history: EditHistory,
  { id, force }: { id: number | undefined; force: boolean },
  origin: EditOrigin,
  signal?: AbortSignal,
): Promise<{ undone: EditSummary; replaced: FileState }> {
  return await changes.alone(async () => {
    const edit = findEdit(history, id)
    const undo = { ...origin, undoes: edit.summary.id }
    if (edit.kind === 'content')
      return { undone: edit.summary, replaced: await restore(changes, edit, force, undo) }
    await moveBack(changes, edit, force, undo)
    return { undone: edit.summary, replaced: { kind: 'absent' } }
  }, signal)
}

function findEdit(history: EditHistory, id: number | undefined): KeptEdit {
  const edit = id === undefined ? history.lastToUndo() : history.find(id)
  if (!edit)
    throw new ToolError(
      id === undefined
        ? 'There is no edit to undo.'
        : `There is no edit ${id}. list_edits shows those that are kept.`,
    )
  const { summary } = edit
  if (summary.undoneBy !== null)
    throw new ToolError(
      `Edit ${summary.id} was undone already; undo edit ${summary.undoneBy} to bring it back.`,
    )
  if (!summary.canBeUndone)
    throw new ToolError(
      `Edit ${summary.id} cannot be undone: the ${summary.sizeBefore} bytes before it were not kept, being too many, or with the history switched off.`,
    )
  return edit
}

async function moveBack(
  changes: FileChanges,
  { summary, destination, stamp }: Extract<KeptEdit, { kind: 'move' }>,
  force: boolean,
  undo: EditOrigin,
): Promise<void> {
  if (!force && (await changes.stampAt(destination)) !== stamp)
    throw new ToolError(
      `${destination} was changed or replaced after edit ${summary.id} moved it there. Read it and decide; ` +
        'force: true moves in any case (which can be undone, too).',
    )
  await changes.rename(destination, summary.path, undo)
}

async function restore(
  changes: FileChanges,
  edit: Extract<KeptEdit, { kind: 'content' }>,
  force: boolean,
  undo: EditOrigin,
): Promise<FileState> {
  const { path } = edit.summary
  if (!force && (await changes.hashAt(path)) !== edit.afterHash)
    throw new ToolError(
      `${path} was changed after edit ${edit.summary.id}; undoing would lose that change. Read the file and decide; ` +
        'force: true undoes in any case (which can be undone, too, unless the file is too large for the history).',
    )
  const now = await changes.stateOf(path)
  if (edit.before.kind === 'kept')
    await changes.put(path, now, edit.before.content, undo, { mode: edit.before.mode })
  else if (now.kind !== 'absent') await changes.remove(path, now, undo)
  return now
}
