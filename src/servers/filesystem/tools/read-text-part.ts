import { z } from 'zod'
import { defineTool, type Tool } from '../../kit/define-tool'
import { readPart } from '../read-part'
import { reads, type FilesystemDeps } from './tool-deps'

/** Escapes make six letters of a byte at worst, and the text stands in an answer twice. */
const MAX_BYTES = 512 * 1024

export const readTextPart = ({ folders }: FilesystemDeps): Tool =>
  defineTool({
    name: 'read_text_part',
    title: 'Read Text Part',
    description:
      'Read a part of a text file by its place in bytes: the middle of a file that is too large for read_text_file, or of a ' +
      'very long line. For whole files, and for the first or last lines, use read_text_file.',
    input: {
      path: z.string(),
      offset: z.number().int().min(0).default(0).describe('First byte; begin with 0 or with nextOffset'),
      length: z
        .number()
        .int()
        .min(16)
        .max(MAX_BYTES)
        .default(64 * 1024)
        .describe('Bytes to read'),
    },
    output: {
      content: z.string(),
      offset: z.number().int().describe('First byte of content; characters are never cut'),
      nextOffset: z.number().int().nullable().describe('Where to go on; null at the end of the file'),
      size: z.number().int().describe('Bytes of the file'),
    },
    hints: reads,
    freshness: 'live',
    async run({ path, offset, length }) {
      const part = await folders.read(path, async (open) => await readPart(open, offset, length))
      const next = part.nextOffset === null ? 'the end of the file' : `go on with offset ${part.nextOffset}`
      return {
        structured: { ...part },
        text: `${part.content}\n(from byte ${part.offset} of ${part.size}; ${next})`,
      }
    },
  })
