import type { Folders } from '../kit/folders/folders'
import { isMissing } from '../kit/folders/path-error'
import { ToolError } from '../kit/define-tool'
import type { KeptEdit } from './edit'
import type { EditHistory } from './edit-history'
import type { FileChanges } from './file-changes'

/** After a process was killed: removes what it left half written, and finds out which of its edits happened. */
export async function recoverEdits(
  folders: Folders,
  history: EditHistory,
  changes: FileChanges,
): Promise<void> {
  for (const edit of history.interrupted()) {
    try {
      if (edit.temporary !== null) await folders.remove(edit.temporary).catch(ignoreMissing)
      const happened = edit.kind === 'move' ? await hasMoved(changes, edit) : await hasContent(changes, edit)
      const stamp = edit.kind === 'move' ? await changes.stampAt(edit.destination) : null
      if (happened) history.confirm(edit.summary.id, stamp)
      else history.discard(edit.summary.id)
    } catch (error) {
      // The folder is no longer allowed or not there today; a later start tries again.
      if (!(error instanceof ToolError)) throw error
    }
  }
}

async function hasContent(
  changes: FileChanges,
  { summary, afterHash }: Extract<KeptEdit, { kind: 'content' }>,
): Promise<boolean> {
  return (await changes.hashAt(summary.path)) === afterHash
}

async function hasMoved(
  changes: FileChanges,
  { summary, destination }: Extract<KeptEdit, { kind: 'move' }>,
): Promise<boolean> {
  return (await changes.stampAt(summary.path)) === null && (await changes.stampAt(destination)) !== null
}

function ignoreMissing(error: unknown): void {
  if (!isMissing(error)) throw error
}
