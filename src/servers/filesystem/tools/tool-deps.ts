import { z } from 'zod'
import type { ToolCall, ToolHints } from '../../kit/define-tool'
import type { Folders } from '../../kit/folders/folders'
import type { EditOrigin } from '../edit'
import type { EditHistory } from '../edit-history'
import type { FileChanges } from '../file-changes'

/** What the tools work with. */
export interface FilesystemDeps {
  folders: Folders
  changes: FileChanges
  history: EditHistory
}

export const reads: ToolHints = {
  readOnlyHint: true,
  destructiveHint: false,
  idempotentHint: true,
  openWorldHint: false,
}

/** The answer of every official tool. */
export const textOutput = { content: z.string() }

export function originOf(tool: string, { session }: ToolCall): EditOrigin {
  return { tool, client: session.client() }
}
