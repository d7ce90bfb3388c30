import { z } from 'zod'
import { defineTool, type Tool } from '../../kit/define-tool'
import { reads, type FileToolDeps } from './tool-deps'

export const pythonListFiles = ({ scratch }: FileToolDeps): Tool =>
  defineTool({
    name: 'python_list_files',
    title: 'List Python Files',
    description: 'List the files in /scratch, the folder run_python works in. They stay until removed.',
    input: {},
    output: {
      files: z.array(z.object({ path: z.string(), bytes: z.number().int(), modifiedAt: z.string() })),
    },
    hints: reads,
    freshness: 60,
    run: () => ({
      structured: {
        files: scratch.list().map(({ path, bytes, modifiedAt }) => ({
          path,
          bytes,
          modifiedAt: new Date(modifiedAt).toISOString(),
        })),
      },
    }),
  })
