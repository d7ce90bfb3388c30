import { z } from 'zod'
import { defineTool, type Tool, type ToolOutput } from '../../kit/define-tool'
import { ScratchPath } from '../scratch-path'
import { missingFile, reads, type FileToolDeps } from './tool-deps'

const MAX_IMAGE_BYTES = 5 * 1024 * 1024
const MAX_BINARY_BYTES = 1024 * 1024
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
      'Read a file that run_python or you wrote to /scratch: text as it is, a picture as a picture, anything else as base64. ' +
      'For files elsewhere on the machine use a filesystem server.',
    input: {
      path: ScratchPath,
      offset: z.number().int().min(0).default(0).describe('Character to begin at, for long texts'),
      maxCharacters: z.number().int().min(1).max(200_000).default(50_000),
    },
    output,
    hints: reads,
    freshness: 60,
    run({ path, offset, maxCharacters }): ToolOutput<Output> {
      const content = scratch.read(path)
      if (!content) throw missingFile(path)
      const about = { path, bytes: content.byteLength, nextOffset: null }
      const mimeType = images[path.slice(path.lastIndexOf('.') + 1).toLowerCase()]
      if (mimeType !== undefined && content.byteLength <= MAX_IMAGE_BYTES)
        return {
          structured: { ...about, content: null, encoding: 'image' },
          content: [{ type: 'image', data: content.toString('base64'), mimeType }],
        }
      const text = asText(content)
      if (text === null) {
        const shown = content.subarray(0, MAX_BINARY_BYTES).toString('base64')
        return { structured: { ...about, content: shown, encoding: 'base64' } }
      }
      const part = text.slice(offset, offset + maxCharacters)
      const end = offset + part.length
      return {
        structured: { ...about, content: part, encoding: 'utf8', nextOffset: end < text.length ? end : null },
        text: end < text.length ? `${part}\n(${text.length - end} characters more: offset ${end})` : part,
      }
    },
  })

function asText(content: Buffer): string | null {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(content)
  } catch {
    return null
  }
}
