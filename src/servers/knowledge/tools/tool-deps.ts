import type { ToolHints } from '../../kit/define-tool'
import type { KnowledgeStore } from '../store'

/** What the tools work with. */
export interface KnowledgeDeps {
  store: KnowledgeStore
  /** An embeddings endpoint is set: what is written or searched goes there. */
  sendsOut: boolean
}

export { reads } from '../../kit/define-tool'
/** They replace what was there. */
export const overwrites: ToolHints = {
  readOnlyHint: false,
  destructiveHint: true,
  idempotentHint: true,
  openWorldHint: false,
}
