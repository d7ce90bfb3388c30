import { z } from 'zod'
import { defineTool, type Tool } from '../../kit/define-tool'
import { filesOf, reads, type SupabaseDeps } from './tool-deps'

export const listBuckets = (deps: SupabaseDeps): Tool =>
  defineTool({
    name: 'list_buckets',
    title: 'List Buckets',
    description: 'List the buckets of the project’s file storage; list_files then shows what is in one.',
    input: {},
    output: {
      buckets: z.array(
        z.object({
          name: z.string(),
          isPublic: z.boolean().describe('True: anybody with a link may read its files'),
        }),
      ),
    },
    hints: reads,
    freshness: 'live',
    run: async (_, { signal }) => ({ structured: { buckets: await filesOf(deps).buckets(signal) } }),
  })
