import { defineTool, type Tool } from '../../kit/define-tool'
import { graphShape } from '../graph'
import { reads } from './hints'
import type { MemoryDeps } from './tool-deps'

export const readGraph = ({ store }: MemoryDeps): Tool =>
  defineTool({
    name: 'read_graph',
    title: 'Read Graph',
    description: 'Read the entire knowledge graph',
    input: {},
    output: graphShape,
    hints: reads,
    freshness: 300,
    run: () => ({ structured: store.readGraph() }),
  })
