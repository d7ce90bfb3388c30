import { z } from 'zod'
import { defineTool, type Tool } from '../../kit/define-tool'
import { BucketName, FolderPath } from '../storage-path'
import { filesOf, reads, type SupabaseDeps } from './tool-deps'

export const listFiles = (deps: SupabaseDeps): Tool =>
  defineTool({
    name: 'list_files',
    title: 'List Files',
    description: 'List the files and folders in one folder of a bucket of the project’s file storage.',
    input: {
      bucket: BucketName,
      folder: FolderPath,
      limit: z.number().int().min(1).max(1_000).default(100),
      offset: z.number().int().min(0).default(0),
    },
    output: {
      files: z.array(
        z.object({
          path: z.string().describe('A folder ends with "/"'),
          bytes: z.number().int().nullable(),
          contentType: z.string().nullable(),
          updatedAt: z.string().nullable(),
        }),
      ),
    },
    hints: reads,
    freshness: 'live',
    run: async (query, { signal }) => ({ structured: { files: await filesOf(deps).list(query, signal) } }),
  })
