import { z } from 'zod'
import { defineTool, type Tool } from '../../kit/define-tool'
import { textResult } from '../result'
import { originOf, textOutput, type FilesystemDeps } from './tool-deps'

export const moveFile = ({ changes }: FilesystemDeps): Tool =>
  defineTool({
    name: 'move_file',
    title: 'Move File',
    description:
      'Move or rename files and directories. Can move files between directories ' +
      'and rename them in a single operation. If the destination exists, the ' +
      'operation will fail. Works across different directories and can be used ' +
      'for simple renaming within the same directory. Both source and destination must be within allowed directories.',
    input: { source: z.string(), destination: z.string() },
    output: textOutput,
    hints: { readOnlyHint: false, idempotentHint: false, destructiveHint: true, openWorldHint: false },
    async run({ source, destination }, call) {
      await changes.move(source, destination, originOf('move_file', call), call.signal)
      return textResult(`Successfully moved ${source} to ${destination}`, '')
    },
  })
