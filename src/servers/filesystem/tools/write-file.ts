import { z } from 'zod'
import { defineTool, type Tool } from '../../kit/define-tool'
import { notKept } from '../not-kept'
import { textResult } from '../result'
import { originOf, textOutput, type FilesystemDeps } from './tool-deps'

export const writeFile = ({ changes, history }: FilesystemDeps): Tool =>
  defineTool({
    name: 'write_file',
    title: 'Write File',
    description:
      'Create a new file or completely overwrite an existing file with new content. ' +
      'Use with caution as it will overwrite existing files without warning. ' +
      'Handles text content with proper encoding. Only works within allowed directories.',
    input: { path: z.string(), content: z.string() },
    output: textOutput,
    hints: { readOnlyHint: false, idempotentHint: true, destructiveHint: true, openWorldHint: false },
    async run({ path, content }, call) {
      const before = await changes.write(
        path,
        Buffer.from(content),
        originOf('write_file', call),
        call.signal,
      )
      return textResult(`Successfully wrote to ${path}${notKept(before, history)}`, '')
    },
  })
