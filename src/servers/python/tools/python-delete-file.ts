import { z } from 'zod'
import { defineTool, type Tool } from '../../kit/define-tool'
import { ScratchPath } from '../scratch-path'
import type { FileToolDeps } from './tool-deps'

export const pythonDeleteFile = ({ scratch }: FileToolDeps): Tool =>
  defineTool({
    name: 'python_delete_file',
    title: 'Delete Python File',
    description:
      'Remove a file from /scratch for good. One that does not exist is no error and answers deleted: false.',
    input: { path: ScratchPath },
    output: { path: z.string(), deleted: z.boolean() },
    hints: { readOnlyHint: false, destructiveHint: true, idempotentHint: true, openWorldHint: false },
    run: ({ path }) => ({ structured: { path, deleted: scratch.remove(path) } }),
  })
