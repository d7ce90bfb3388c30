import { z } from 'zod'
import { defineTool, type Tool } from '../../kit/define-tool'
import { graphShape } from '../graph'
import { reads } from './hints'
import type { MemoryDeps } from './tool-deps'

export const searchNodes = ({ store }: MemoryDeps): Tool =>
  defineTool({
    name: 'search_nodes',
    title: 'Search Nodes',
    description: 'Search for nodes in the knowledge graph based on a query',
    input: {
      query: z
        .string()
        .describe('The search query to match against entity names, types, and observation content'),
    },
    output: graphShape,
    hints: reads,
    freshness: 300,
    run: ({ query }) => ({ structured: store.searchNodes(query) }),
  })
