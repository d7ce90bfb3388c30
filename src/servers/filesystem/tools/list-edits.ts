import { z } from 'zod'
import { defineTool, type Tool } from '../../kit/define-tool'
import { EditSummary } from '../edit'
import { reads, type FilesystemDeps } from './tool-deps'

export const listEdits = ({ folders, changes, history }: FilesystemDeps): Tool =>
  defineTool({
    name: 'list_edits',
    title: 'List Edits',
    description:
      'List the changes that this server made to files (written, edited, moved, undone), newest first, by all AI clients. ' +
      'Use it before undo_edit, or to see what was changed. Changes that other programs made are not in it.',
    input: {
      path: z.string().optional().describe('Only changes of this file'),
      limit: z.number().int().min(1).max(200).default(20).describe('How many to return'),
    },
    output: { edits: z.array(EditSummary), total: z.number().int() },
    hints: reads,
    freshness: 300,
    async run({ path, limit }) {
      const place = path === undefined ? undefined : folders.placeOf(path)
      // Not before a change under way is in it, nor what a killed process left: the answer is kept for minutes.
      return { structured: await changes.alone(async () => history.list({ path: place, limit })) }
    },
  })
