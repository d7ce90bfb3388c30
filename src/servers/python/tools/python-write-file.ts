import { z } from 'zod'
import { bytesOfBase64 } from '../../kit/base64'
import { defineTool, type Tool } from '../../kit/define-tool'
import { ScratchPath } from '../scratch-path'
import { forModel, type FileToolDeps } from './tool-deps'

const MAX_CHARACTERS = 6 * 1024 * 1024

export const pythonWriteFile = ({ scratch }: FileToolDeps): Tool =>
  defineTool({
    name: 'python_write_file',
    title: 'Write Python File',
    description:
      'Put a file into /scratch, where run_python finds it; one of this path is replaced. ' +
      'To write elsewhere on the machine use a filesystem server.',
    input: {
      path: ScratchPath,
      content: z.string().max(MAX_CHARACTERS),
      encoding: z.enum(['utf8', 'base64']).default('utf8').describe('base64 for what is not text'),
    },
    output: { path: z.string(), bytes: z.number().int() },
    hints: { readOnlyHint: false, destructiveHint: true, idempotentHint: true, openWorldHint: false },
    run({ path, content, encoding }) {
      const { bytes } = forModel(() => scratch.write(path, asBytes(content, encoding)))
      return { structured: { path, bytes } }
    },
  })

function asBytes(content: string, encoding: 'utf8' | 'base64'): Buffer {
  return encoding === 'base64' ? bytesOfBase64(content) : Buffer.from(content)
}
