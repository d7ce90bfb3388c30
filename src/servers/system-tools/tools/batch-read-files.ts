import { z } from 'zod'
import { defineTool, ToolError, type Tool } from '../../kit/define-tool'
import { readFile, ReadFile } from '../files/read-file'
import { reads, type SystemToolsDeps } from './tool-deps'

const MAX_FILES = 20
/** Of all contents together. */
const MAX_TOTAL_BYTES = 2 * 1024 * 1024

const Answer = z.object({
  requested: z.string(),
  file: ReadFile.nullable(),
  error: z.string().nullable().describe('Why it was not read'),
})

export const batchReadFiles = ({ folders }: SystemToolsDeps): Tool =>
  defineTool({
    name: 'batch_read_files',
    title: 'Read Several Files',
    description:
      `Read up to ${MAX_FILES} files of the allowed folders in one call. One that cannot be read does not keep the others ` +
      'from it. Long files are cut: read the rest with read_file_secure.',
    input: {
      paths: z.array(z.string().min(1).max(4_096)).min(1).max(MAX_FILES),
      maxBytesEach: z.number().int().min(1).max(MAX_TOTAL_BYTES).default(200_000),
    },
    output: { files: z.array(Answer).describe('In the order of paths') },
    hints: reads,
    freshness: 'live',
    async run({ paths, maxBytesEach }) {
      let room = MAX_TOTAL_BYTES
      const files: z.infer<typeof Answer>[] = []
      for (const requested of paths) {
        try {
          if (room <= 0)
            throw new ToolError('Not read: the files before it have 2 MB together. Ask for it alone.')
          const file = await readFile(folders, requested, { maxBytes: Math.min(maxBytesEach, room) })
          room -= file.bytes
          files.push({ requested, file, error: null })
        } catch (error) {
          if (!(error instanceof ToolError)) throw error
          files.push({ requested, file: null, error: error.message })
        }
      }
      return { structured: { files } }
    },
  })
