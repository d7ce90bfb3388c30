import { z } from 'zod'
import { defineTool, type Tool } from '../../kit/define-tool'
import { textResult } from '../result'
import { textOutput, type FilesystemDeps } from './tool-deps'

export const createDirectory = ({ changes }: FilesystemDeps): Tool =>
  defineTool({
    name: 'create_directory',
    title: 'Create Directory',
    description:
      'Create a new directory or ensure a directory exists. Can create multiple ' +
      'nested directories in one operation. If the directory already exists, ' +
      'this operation will succeed silently. Perfect for setting up directory ' +
      'structures for projects or ensuring required paths exist. Only works within allowed directories.',
    input: { path: z.string() },
    output: textOutput,
    hints: { readOnlyHint: false, idempotentHint: true, destructiveHint: false, openWorldHint: false },
    async run({ path }, { signal }) {
      await changes.createDirectory(path, signal)
      return textResult(`Successfully created directory ${path}`, '')
    },
  })
