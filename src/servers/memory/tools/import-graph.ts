import { z } from 'zod'
import { defineTool, type Tool } from '../../kit/define-tool'
import { fromJsonl } from '../jsonl'
import type { MemoryDeps } from './tool-deps'

export const importGraph = ({ store, changed }: MemoryDeps): Tool =>
  defineTool({
    name: 'import_graph',
    title: 'Import Graph',
    description:
      'Load a whole knowledge graph from the text of a memory file (JSONL, one entity or relation per line, ' +
      'as export_graph and the official memory server write it). Use it to move or restore memories; to add ' +
      'single facts use create_entities and add_observations. All lines are taken, or none.',
    input: {
      jsonl: z.string().describe('The content of the memory file, not its path'),
      mode: z
        .enum(['merge', 'replace'])
        .default('merge')
        .describe('merge: add what is missing, remove nothing; replace: delete the present graph first'),
    },
    output: {
      entitiesAdded: z.number().int(),
      observationsAdded: z.number().int(),
      relationsAdded: z.number().int(),
    },
    hints: { readOnlyHint: false, destructiveHint: true, idempotentHint: true, openWorldHint: false },
    run({ jsonl, mode }) {
      const counts = store.importGraph(fromJsonl(jsonl), mode)
      changed()
      return { structured: { ...counts } }
    },
  })
