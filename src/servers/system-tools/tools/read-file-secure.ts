import { z } from 'zod'
import { defineTool, type Tool } from '../../kit/define-tool'
import { MAX_FILE_BYTES } from '../files/content'
import { readFile, ReadFile } from '../files/read-file'
import { reads, type SystemToolsDeps } from './tool-deps'

export const readFileSecure = ({ folders }: SystemToolsDeps): Tool =>
  defineTool({
    name: 'read_file_secure',
    title: 'Read a File',
    description:
      'Read one file in an allowed folder, whole or a part: text as it is, anything else as base64. For several files use ' +
      'batch_read_files. A relative path begins in the first folder.',
    input: {
      path: z.string().min(1).max(4_096),
      offset: z.number().int().min(0).default(0).describe('Byte to begin with'),
      maxBytes: z
        .number()
        .int()
        .min(1)
        .max(MAX_FILE_BYTES)
        .default(1024 * 1024),
    },
    output: ReadFile.shape,
    hints: reads,
    freshness: 'live',
    async run({ path, offset, maxBytes }) {
      const file = await readFile(folders, path, { offset, maxBytes })
      return { structured: file, text: file.content }
    },
  })
