import { z } from 'zod'
import { defineTool, type Tool } from '../../kit/define-tool'
import { toJsonl } from '../jsonl'
import { reads } from './hints'
import type { MemoryDeps } from './tool-deps'

export const exportGraph = ({ store }: MemoryDeps): Tool =>
  defineTool({
    name: 'export_graph',
    title: 'Export Graph',
    description:
      'Return the whole knowledge graph as the text of a memory file (JSONL, one entity or relation per ' +
      'line), ready for import_graph or the official memory server. Use it to copy or back up memories; to ' +
      'look something up use search_nodes or open_nodes.',
    input: {},
    output: { jsonl: z.string(), entities: z.number().int(), relations: z.number().int() },
    hints: reads,
    freshness: 300,
    run() {
      const graph = store.readGraph()
      const jsonl = toJsonl(graph)
      const counts = { entities: graph.entities.length, relations: graph.relations.length }
      return { structured: { jsonl, ...counts }, text: jsonl }
    },
  })
