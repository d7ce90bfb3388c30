import { z } from 'zod'
import { defineTool, type Tool } from '../../kit/define-tool'
import { reads, type SupabaseDeps } from './tool-deps'

export const connectionInfo = ({ backend, isReadOnly, maxRows }: SupabaseDeps): Tool =>
  defineTool({
    name: 'connection_info',
    title: 'Connection Info',
    description:
      'Which database these tools work on (a Supabase project, or the embedded one when no project is set up), and what ' +
      'may be done there. It asks no database.',
    input: {},
    output: {
      database: z.enum(['supabase', 'embedded']),
      readOnly: z.boolean().describe('Whether tools that change something are refused'),
      maxRows: z.number().int(),
      hasFiles: z.boolean(),
      canCreateTables: z.boolean(),
    },
    hints: { ...reads, openWorldHint: false },
    freshness: 3600,
    run: () => ({
      structured: {
        database: backend.schema ? ('embedded' as const) : ('supabase' as const),
        readOnly: isReadOnly,
        maxRows,
        hasFiles: backend.files !== null,
        canCreateTables: backend.schema !== null,
      },
    }),
  })
