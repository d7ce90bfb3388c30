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
      const happened = edit.kind === 'move' ? await hasMoved(folders, edit) : await hasContent(changes, edit)
      if (happened) history.confirm(edit.summary.id)
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
  folders: Folders,
  { summary, destination }: Extract<KeptEdit, { kind: 'move' }>,
): Promise<boolean> {
  return !(await exists(folders, summary.path)) && (await exists(folders, destination))
}

async function exists(folders: Folders, path: string): Promise<boolean> {
  try {
    await folders.use(path, () => {}, { followLink: false })
    return true
  } catch (error) {
    if (isMissing(error)) return false
    throw error
  }
}

function ignoreMissing(error: unknown): void {
  if (!isMissing(error)) throw error
}
