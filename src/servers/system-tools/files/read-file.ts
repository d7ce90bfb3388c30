import { z } from 'zod'
import type { Folders } from '../../kit/folders/folders'
import { asContent, Encoding, MAX_FILE_BYTES, readPart } from './content'

/** A file, or a part of it, as tools answer it. */
export const ReadFile = z.object({
  path: z.string().describe('Where it really is'),
  content: z.string(),
  encoding: Encoding.describe('base64 when it is no UTF-8 text'),
  bytes: z.number().int().describe('Of the file that content stands for'),
  size: z.number().int().describe('Of the whole file'),
  truncated: z.boolean().describe('The file goes on after this'),
  modifiedAt: z.number().int().describe('UTC, milliseconds since 1970'),
})
export type ReadFile = z.infer<typeof ReadFile>

/** @throws PathError */
export async function readFile(
  folders: Folders,
  path: string,
  { offset = 0, maxBytes = MAX_FILE_BYTES } = {},
): Promise<ReadFile> {
  return await folders.read(path, async ({ file, stats, realPath }) => {
    const room = Math.max(0, Math.min(maxBytes, stats.size - offset))
    const part = await readPart(file, offset, room)
    const isCut = offset + part.length < stats.size
    const content = asContent(part, isCut)
    return {
      ...content,
      path: realPath,
      size: stats.size,
      truncated: isCut,
      modifiedAt: Math.round(stats.mtimeMs),
    }
  })
}
