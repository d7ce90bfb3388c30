import type Database from 'better-sqlite3'
import { ToolError } from '../kit/define-tool'
import { openDatabase, type DatabaseSpec } from '../kit/store/open-database'
import { fillRankedGraph } from './fill-ranked'
import type { Entity, Graph, Relation } from './graph'
import { createGraphTables, type GraphTables } from './graph-tables'
import { importInto, type ImportCounts, type ImportMode } from './import-graph'
import { migrations } from './migrations'
import { createGraphFollower, type GraphFollower } from './ranked-graph'
import { createMemorySearch, type FoundEntity } from './search-memory'
import { indexExpression, matches, searchForm } from './search-text'

export interface NewObservations {
  entityName: string
  contents: string[]
}
export interface AddedObservations {
  entityName: string
  addedObservations: string[]
}
export interface ObservationDeletion {
  entityName: string
  observations: string[]
}

/**
 * The knowledge graph. Every verb does what the verb of the same name does in the official server, down to
 * its treatment of duplicates; every write is one transaction, so that it happens whole or not at all.
 */
export interface MemoryStore {
  /** Creates those whose name did not exist before the call; returns them. */
  createEntities(entities: readonly Entity[]): Entity[]
  createRelations(relations: readonly Relation[]): Relation[]
  /** @throws ToolError when an entity is missing; then nothing of the call is kept */
  addObservations(observations: readonly NewObservations[]): AddedObservations[]
  deleteEntities(names: readonly string[]): void
  deleteObservations(deletions: readonly ObservationDeletion[]): void
  deleteRelations(relations: readonly Relation[]): void
  readGraph(): Graph
  /** Entities that contain the query, and the relations with at least one end among them. */
  searchNodes(query: string): Graph
  openNodes(names: readonly string[]): Graph
  /** Entities by words, best first; not official. */
  searchMemory(query: string, limit: number): FoundEntity[]
  /** Share of the graph that `searchMemory` knows, 0 to 1; null when it knows everything. */
  indexedShare(): number | null
  importGraph(graph: Graph, mode: ImportMode): ImportCounts
  close(): void
}

export function openMemoryStore(spec: Omit<DatabaseSpec, 'file' | 'migrations'>): MemoryStore {
  const db = openDatabase({ ...spec, file: 'memory.db', migrations })
  const follower = createGraphFollower(db)
  const tables = createGraphTables(db, follower)
  const filling = fillRankedGraph({ db, clock: spec.clock, log: spec.log })
  return {
    ...graphWrites(db, tables, follower),
    ...graphReads(tables),
    searchMemory: createMemorySearch(db),
    indexedShare: () => filling.share(),
    close() {
      filling.dispose()
      db.close()
    },
  }
}

function graphReads(tables: GraphTables) {
  const withRelations = (entities: Entity[]): Graph => ({
    entities,
    relations: tables.relationsAt(new Set(entities.map((entity) => entity.name))),
  })
  return {
    readGraph: (): Graph => ({ entities: tables.allEntities(), relations: tables.allRelations() }),
    searchNodes(text: string): Graph {
      const query = searchForm(text)
      const expression = indexExpression(query)
      const candidates =
        expression === null ? tables.allEntities() : tables.entitiesByIds(tables.idsByIndex(expression))
      return withRelations(candidates.filter((entity) => matches(entity, query)))
    },
    openNodes: (names: readonly string[]): Graph =>
      withRelations(tables.entitiesByIds(new Set(names.flatMap(tables.idsByName)))),
  }
}

function graphWrites(db: Database.Database, tables: GraphTables, follower: GraphFollower) {
  /** Ranked search is brought in step before the transaction ends. */
  const transaction = <Args extends unknown[], Result>(write: (...args: Args) => Result) =>
    db.transaction((...args: Args): Result => {
      // What an earlier transaction left when it failed is not true.
      follower.clear()
      const result = write(...args)
      follower.flush()
      return result
    })
  const insertEntity = ({ name, entityType, observations }: Entity): void => {
    const id = tables.insertEntity(name, entityType)
    for (const content of observations) tables.insertObservation(id, content)
  }
  return {
    createEntities: transaction((entities: readonly Entity[]) => {
      // Compared with what was there before the call, not with one another: so does the official server.
      const created = entities.filter((entity) => tables.idsByName(entity.name).length === 0)
      for (const entity of created) insertEntity(entity)
      return created
    }),
    createRelations: transaction((relations: readonly Relation[]) => {
      const created = relations.filter((relation) => !tables.hasRelation(relation))
      for (const relation of created) tables.insertRelation(relation)
      return created
    }),
    addObservations: transaction((additions: readonly NewObservations[]) =>
      additions.map(({ entityName, contents }) => {
        const [id] = tables.idsByName(entityName)
        if (id === undefined) throw new ToolError(`Entity with name ${entityName} not found`)
        const known = new Set(tables.observationsOf(id))
        const addedObservations = contents.filter((content) => !known.has(content))
        for (const content of addedObservations) tables.insertObservation(id, content)
        return { entityName, addedObservations }
      }),
    ),
    deleteEntities: transaction((names: readonly string[]) => {
      for (const name of names) {
        for (const id of tables.idsByName(name)) tables.removeEntity(id)
        tables.removeRelationsAt(name)
      }
    }),
    deleteObservations: transaction((deletions: readonly ObservationDeletion[]) => {
      for (const { entityName, observations } of deletions) {
        const [id] = tables.idsByName(entityName)
        if (id === undefined) continue
        for (const content of observations) tables.removeObservation(id, content)
      }
    }),
    deleteRelations: transaction((relations: readonly Relation[]) => {
      for (const relation of relations) tables.removeRelation(relation)
    }),
    importGraph: transaction((graph: Graph, mode: ImportMode) => importInto(tables, graph, mode)),
  }
}
