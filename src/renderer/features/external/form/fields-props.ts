import type { DraftErrors, ServerDraft } from '../server-draft'

/** What every part of a server's form gets. */
export interface FieldsProps {
  draft: ServerDraft
  errors: DraftErrors
  change: (part: Partial<ServerDraft>) => void
}
