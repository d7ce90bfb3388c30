import { z } from 'zod'
import { defineTool, type Tool, type ToolOutput } from '../../kit/define-tool'
import { ScratchPath } from '../scratch-path'
import { missingFile, reads, type FileToolDeps } from './tool-deps'

const MAX_IMAGE_BYTES = 5 * 1024 * 1024
/** A multiple of three: the base64 of all parts, one behind the other, is that of the file. */
const MAX_BINARY_BYTES = 3 * 350_000
const images: Record<string, string> = {
  png: 'image/png',
  jpg: 'image/jpeg',
  jpeg: 'image/jpeg',
  gif: 'image/gif',
  webp: 'image/webp',
}

const output = {
  path: z.string(),
  bytes: z.number().int(),
  content: z.string().nullable().describe('Null for an image, which is shown'),
  encoding: z.enum(['utf8', 'base64', 'image']),
  nextOffset: z.number().int().nullable().describe('Where the rest begins'),
}
type Output = z.output<z.ZodObject<typeof output>>

export const pythonReadFile = ({ scratch }: FileToolDeps): Tool =>
  defineTool({
    name: 'python_read_file',
    title: 'Read Python File',
    description:
      'Read a file that run_python or you wrote to /scratch: text as it is, a picture as a picture, anything else as base64; ' +
      'what is long comes in parts. For files elsewhere on the machine use a filesystem server.',
    input: {
      path: ScratchPath,
      offset: z
        .number()
        .int()
        .min(0)
        .default(0)
        .describe('Where to begin: a character of a text, a byte of anything else'),
      // Two: a character may take as many code units.
      maxCharacters: z.number().int().min(2).max(200_000).default(50_000).describe('Of a text'),
    },
    output,
    hints: reads,
    freshness: 60,
    run({ path, offset, maxCharacters }): ToolOutput<Output> {
      const content = scratch.read(path)
      if (!content) throw missingFile(path)
      const about = { path, bytes: content.byteLength }
      const mimeType = images[path.slice(path.lastIndexOf('.') + 1).toLowerCase()]
      if (mimeType !== undefined && content.byteLength <= MAX_IMAGE_BYTES)
        return {
          structured: { ...about, content: null, encoding: 'image', nextOffset: null },
          content: [{ type: 'image', data: content.toString('base64'), mimeType }],
        }
      const text = asText(content)
      return text === null
        ? bytesFrom(content, offset, about)
        : charactersFrom(text, offset, maxCharacters, about)
    },
  })

type About = Pick<Output, 'path' | 'bytes'>

function bytesFrom(content: Buffer, offset: number, about: About): ToolOutput<Output> {
  const part = content.subarray(offset, offset + MAX_BINARY_BYTES)
  const end = offset + part.byteLength
  const nextOffset = end < content.byteLength ? end : null
  return { structured: { ...about, content: part.toString('base64'), encoding: 'base64', nextOffset } }
}

function charactersFrom(text: string, offset: number, most: number, about: About): ToolOutput<Output> {
  const cut = text.slice(offset, offset + most)
  // Half a surrogate pair is left for the next part.
  const part = /[\ud800-\udbff]$/.test(cut) ? cut.slice(0, -1) : cut
  const end = offset + part.length
  const nextOffset = end < text.length ? end : null
  return {
    structured: { ...about, content: part, encoding: 'utf8', nextOffset },
    text: nextOffset === null ? part : `${part}\n(${text.length - end} characters more: offset ${end})`,
  }
}

/** A byte order mark stays: what is read and written back is the same file. */
function asText(content: Buffer): string | null {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(content)
  } catch {
    return null
  }
}
