import { z } from 'zod'
import { defineTool, type Tool } from '../../kit/define-tool'
import { graphShape } from '../graph'
import { reads } from './hints'
import type { MemoryDeps } from './tool-deps'

export const openNodes = ({ store }: MemoryDeps): Tool =>
  defineTool({
    name: 'open_nodes',
    title: 'Open Nodes',
    description: 'Open specific nodes in the knowledge graph by their names',
    input: { names: z.array(z.string()).describe('An array of entity names to retrieve') },
    output: graphShape,
    hints: reads,
    freshness: 300,
    run: ({ names }) => ({ structured: store.openNodes(names) }),
  })
