import { dirname } from 'node:path'
import { z } from 'zod'
import { bytesOfBase64 } from '../../kit/base64'
import { defineTool, ToolError, type Tool } from '../../kit/define-tool'
import { PathError } from '../../kit/folders/path-error'
import type { Folders } from '../../kit/folders/folders'
import { Encoding, MAX_FILE_BYTES } from '../files/content'
import type { SystemToolsDeps } from './tool-deps'

export const writeFileSecure = ({ folders, writes, settings }: SystemToolsDeps): Tool =>
  defineTool({
    name: 'write_file_secure',
    title: 'Write a File',
    description:
      'Create a file in an allowed folder, or replace one with overwrite: true; all or nothing, also when power fails. To ' +
      'change a part of a file, read it first and write the whole.',
    input: {
      path: z.string().min(1).max(4_096).describe('A relative one begins in the first folder'),
      content: z.string().describe('At most 5 MB'),
      encoding: Encoding.default('utf-8'),
      overwrite: z.boolean().default(false).describe('Replace a file that exists'),
      createFolders: z.boolean().default(false).describe('Create the folders above it that are missing'),
    },
    output: { path: z.string(), bytes: z.number().int(), created: z.boolean() },
    hints: { readOnlyHint: false, destructiveHint: true, idempotentHint: false, openWorldHint: false },
    async run({ path, content, encoding, overwrite, createFolders }) {
      if (settings.readOnly)
        throw new ToolError('The person lets this service read files only. Nothing was written.')
      const bytes = asBytes(content, encoding)
      const absolute = folders.absolute(path)
      if (createFolders) await folders.createDirectory(dirname(absolute))
      const exists = await isThere(folders, absolute)
      if (exists && !overwrite)
        throw new ToolError(
          `${absolute} exists already. Read it first, then repeat the call with overwrite: true.`,
        )
      await writes.write(absolute, bytes)
      return { structured: { path: absolute, bytes: bytes.length, created: !exists } }
    },
  })

function asBytes(content: string, encoding: Encoding): Buffer {
  const bytes = encoding === 'base64' ? bytesOfBase64(content) : Buffer.from(content.toWellFormed(), 'utf8')
  if (bytes.length > MAX_FILE_BYTES)
    throw new ToolError(
      `The content has ${bytes.length} bytes; at most ${MAX_FILE_BYTES} can be written at once.`,
    )
  return bytes
}

async function isThere(folders: Folders, path: string): Promise<boolean> {
  try {
    await folders.stat(path)
    return true
  } catch (error) {
    if (error instanceof PathError && error.reason === 'missing') return false
    throw error
  }
}
