import type { Graph } from './graph'
import type { GraphTables } from './graph-tables'

/** `merge` adds what is missing and removes nothing; `replace` makes the graph equal to the import. */
export type ImportMode = 'merge' | 'replace'

/** How much an import changed. */
export interface ImportCounts {
  entitiesAdded: number
  observationsAdded: number
  relationsAdded: number
}

/** Writes a whole graph; call it inside a transaction. */
export function importInto(tables: GraphTables, graph: Graph, mode: ImportMode): ImportCounts {
  if (mode === 'replace') removeAll(tables)
  const counts = { entitiesAdded: 0, observationsAdded: 0, relationsAdded: 0 }
  // A file may name an entity twice; when it replaces the graph, both are kept as they are.
  const reuse = (name: string): number | undefined =>
    mode === 'merge' ? tables.idsByName(name)[0] : undefined

  for (const { name, entityType, observations } of graph.entities) {
    const existing = reuse(name)
    if (existing === undefined) counts.entitiesAdded++
    const id = existing ?? tables.insertEntity(name, entityType)
    const known = new Set(existing === undefined ? [] : tables.observationsOf(existing))
    for (const content of observations.filter((content) => !known.has(content))) {
      tables.insertObservation(id, content)
      counts.observationsAdded++
    }
  }
  for (const relation of graph.relations) {
    if (mode === 'merge' && tables.hasRelation(relation)) continue
    tables.insertRelation(relation)
    counts.relationsAdded++
  }
  return counts
}

function removeAll(tables: GraphTables): void {
  for (const { name } of tables.allEntities())
    for (const id of tables.idsByName(name)) tables.removeEntity(id)
  for (const relation of tables.allRelations()) tables.removeRelation(relation)
}
