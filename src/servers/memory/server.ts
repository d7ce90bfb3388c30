import { defineServer } from '../kit/define-server'
import { GRAPH_URI } from './graph'
import { manifest } from './manifest'
import { openMemoryStore } from './store'
import { addObservations } from './tools/add-observations'
import { createEntities } from './tools/create-entities'
import { createRelations } from './tools/create-relations'
import { deleteEntities } from './tools/delete-entities'
import { deleteObservations } from './tools/delete-observations'
import { deleteRelations } from './tools/delete-relations'
import { exportGraph } from './tools/export-graph'
import { importGraph } from './tools/import-graph'
import { openNodes } from './tools/open-nodes'
import { readGraph } from './tools/read-graph'
import { searchMemory } from './tools/search-memory'
import { searchNodes } from './tools/search-nodes'

/** The official server's nine tools, in its order, then ours. */
const tools = [
  createEntities,
  createRelations,
  addObservations,
  deleteEntities,
  deleteObservations,
  deleteRelations,
  readGraph,
  searchNodes,
  openNodes,
  importGraph,
  exportGraph,
  searchMemory,
]

export const server = defineServer({
  manifest,
  build(context) {
    const store = openMemoryStore(context)
    const deps = { store, changed: () => context.resourceUpdated(GRAPH_URI) }
    const resource = {
      name: 'knowledge-graph',
      uri: GRAPH_URI,
      title: 'Knowledge Graph',
      description: 'The full knowledge graph with all entities and relations',
      mimeType: 'application/json',
      read: () => JSON.stringify(store.readGraph(), null, 2),
    }
    return {
      tools: tools.map((tool) => tool(deps)),
      resources: [resource],
      dispose: () => store.close(),
    }
  },
})
