import type { FileState } from './edit'
import type { EditHistory } from './edit-history'
import { formatSize } from './format-size'

/** What a model is told when a change cannot be taken back; empty when it can. */
export function notKept(before: FileState, { maxKeptBytes }: Pick<EditHistory, 'maxKeptBytes'>): string {
  if (before.kind !== 'not-kept') return ''
  const why =
    maxKeptBytes === 0
      ? 'is not kept, since the history is switched off'
      : `is too large for the history, which keeps files up to ${formatSize(maxKeptBytes)}`
  return (
    `\n(What was there before, ${formatSize(before.size)}, ${why}: undo_edit cannot bring it back. ` +
    'A person can raise the limit in the settings of this service.)'
  )
}
