import { z } from 'zod'
import { defineTool, type Tool } from '../../kit/define-tool'
import { EditSummary } from '../edit'
import { notKept } from '../not-kept'
import { undoEdit } from '../undo'
import { originOf, type FilesystemDeps } from './tool-deps'

export const undoEditTool = ({ changes, history }: FilesystemDeps): Tool =>
  defineTool({
    name: 'undo_edit',
    title: 'Undo Edit',
    description:
      'Take back one change that this server made: the file gets exactly the content it had before, a file that was created ' +
      'is removed, a moved one goes back. Refused when the file changed since, unless forced. Undoing the undo brings ' +
      'the change back. What the history did not keep (list_edits says so) cannot be taken back.',
    input: {
      id: z
        .number()
        .int()
        .optional()
        .describe('From list_edits; without it the last change that is not undone'),
      force: z.boolean().default(false).describe('Also when the file was changed since'),
    },
    output: { undone: EditSummary, content: z.string() },
    hints: { readOnlyHint: false, idempotentHint: false, destructiveHint: true, openWorldHint: false },
    async run({ id, force }, call) {
      const origin = originOf('undo_edit', call)
      const { undone, replaced } = await undoEdit(changes, history, { id, force }, origin, call.signal)
      const text = `Undone: edit ${undone.id} (${undone.change}) of ${undone.path}${notKept(replaced, history)}`
      return { structured: { undone, content: text }, text }
    },
  })
