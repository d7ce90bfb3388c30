import type { FileState } from './edit'
import { formatSize } from './format-size'

/** What a model is told when a change cannot be taken back; empty when it can. */
export function notKept(before: FileState): string {
  if (before.kind !== 'not-kept') return ''
  return (
    `\n(What was there before, ${formatSize(before.size)}, is too large for the history: undo_edit cannot bring it back. ` +
    'A person can raise the limit in the settings of this service.)'
  )
}
