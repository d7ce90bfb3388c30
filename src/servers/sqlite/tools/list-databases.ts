import { statSync } from 'node:fs'
import { z } from 'zod'
import { defineTool, type Tool } from '../../kit/define-tool'
import { reads, type SqliteDeps } from './tool-deps'

export const listDatabases = ({ databases }: SqliteDeps): Tool =>
  defineTool({
    name: 'list_databases',
    title: 'List Databases',
    description:
      'List the databases that can be used, by the name to pass as "database". A person adds files in the settings.',
    input: {},
    output: {
      databases: z.array(
        z.object({
          name: z.string(),
          path: z.string(),
          writable: z.boolean(),
          bytes: z.number().int().nullable().describe('null: the file is not there (yet)'),
        }),
      ),
    },
    hints: reads,
    freshness: 'live',
    run: () => ({
      structured: {
        databases: databases.map(({ name, path, access }) => ({
          name,
          path,
          writable: access !== 'read',
          bytes: statSync(path, { throwIfNoEntry: false })?.size ?? null,
        })),
      },
    }),
  })
