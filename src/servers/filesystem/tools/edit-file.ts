import { isUtf8 } from 'node:buffer'
import { z } from 'zod'
import { defineTool, ToolError, type Tool } from '../../kit/define-tool'
import { applyEdits, type Edit } from '../apply-edits'
import type { FoundFile } from '../file-changes'
import { hasMixedEnds, plainLines } from '../line-endings'
import { notKept } from '../not-kept'
import { textResult } from '../result'
import { showDifference } from '../show-difference'
import { originOf, textOutput, type FilesystemDeps } from './tool-deps'

const MAX_BYTES = 20 * 1024 * 1024

export const editFile = ({ changes, history }: FilesystemDeps): Tool =>
  defineTool({
    name: 'edit_file',
    title: 'Edit File',
    description:
      'Make line-based edits to a text file. Each edit replaces exact line sequences ' +
      'with new content. Returns a git-style diff showing the changes made. ' +
      'Only works within allowed directories.',
    input: {
      path: z.string(),
      edits: z.array(
        z.object({
          oldText: z.string().describe('Text to search for - must match exactly'),
          newText: z.string().describe('Text to replace with'),
        }),
      ),
      dryRun: z.boolean().default(false).describe('Preview changes using git-style diff format'),
    },
    output: textOutput,
    hints: { readOnlyHint: false, idempotentHint: false, destructiveHint: true, openWorldHint: false },
    async run({ path, edits, dryRun }, call) {
      const change = async (found: FoundFile) => {
        const { content, shown } = await edited(found, edits, call.signal)
        const text = dryRun ? shown : shown + notKept(found.before, history)
        // A change whose answer cannot be given is not made.
        const result = textResult(text, 'Make the edits in smaller steps.')
        return { content: dryRun ? null : content, result }
      }
      return await changes.edit(path, MAX_BYTES, change, originOf('edit_file', call), call.signal)
    },
  })

async function edited({ content, realPath }: FoundFile, edits: readonly Edit[], signal: AbortSignal) {
  if (!isUtf8(content))
    throw new ToolError(`${realPath} is no UTF-8 text, so that an edit could damage the rest of it.`)
  const before = content.toString('utf8')
  const after = await applyEdits(before, edits, signal)
  // Line ends that differ are a part of what changes; those that are all alike would only clutter every line.
  const shown = hasMixedEnds(before)
    ? { before, after }
    : { before: plainLines(before), after: plainLines(after) }
  return { content: Buffer.from(after), shown: showDifference(realPath, shown.before, shown.after) }
}
