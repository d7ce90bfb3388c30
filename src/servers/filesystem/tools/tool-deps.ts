import { z } from 'zod'
import type { ToolCall } from '../../kit/define-tool'
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

export { reads } from '../../kit/define-tool'

/** The answer of every official tool. */
export const textOutput = { content: z.string() }

export function originOf(tool: string, { session }: ToolCall): EditOrigin {
  return { tool, client: session.client() }
}
