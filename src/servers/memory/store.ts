import type Database from 'better-sqlite3'
import { ToolError } from '../kit/define-tool'
import { openDatabase, type DatabaseSpec } from '../kit/store/open-database'
import type { Entity, Graph, Relation } from './graph'
import { createGraphTables } from './graph-tables'
import { importInto, type ImportCounts, type ImportMode } from './import-graph'
import { migrations } from './migrations'
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
  importGraph(graph: Graph, mode: ImportMode): ImportCounts
  close(): void
}

export function openMemoryStore(spec: Omit<DatabaseSpec, 'file' | 'migrations'>): MemoryStore {
  const db = openDatabase({ ...spec, file: 'memory.db', migrations })
  return { ...graphWrites(db), ...graphReads(db), close: () => void db.close() }
}

function graphReads(db: Database.Database) {
  const tables = createGraphTables(db)
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

function graphWrites(db: Database.Database) {
  const tables = createGraphTables(db)
  const insertEntity = ({ name, entityType, observations }: Entity): void => {
    const id = tables.insertEntity(name, entityType)
    for (const content of observations) tables.insertObservation(id, content)
  }
  return {
    createEntities: db.transaction((entities: readonly Entity[]) => {
      // Compared with what was there before the call, not with one another: so does the official server.
      const created = entities.filter((entity) => tables.idsByName(entity.name).length === 0)
      for (const entity of created) insertEntity(entity)
      return created
    }),
    createRelations: db.transaction((relations: readonly Relation[]) => {
      const created = relations.filter((relation) => !tables.hasRelation(relation))
      for (const relation of created) tables.insertRelation(relation)
      return created
    }),
    addObservations: db.transaction((additions: readonly NewObservations[]) =>
      additions.map(({ entityName, contents }) => {
        const [id] = tables.idsByName(entityName)
        if (id === undefined) throw new ToolError(`Entity with name ${entityName} not found`)
        const known = new Set(tables.observationsOf(id))
        const addedObservations = contents.filter((content) => !known.has(content))
        for (const content of addedObservations) tables.insertObservation(id, content)
        return { entityName, addedObservations }
      }),
    ),
    deleteEntities: db.transaction((names: readonly string[]) => {
      for (const name of names) {
        for (const id of tables.idsByName(name)) tables.removeEntity(id)
        tables.removeRelationsAt(name)
      }
    }),
    deleteObservations: db.transaction((deletions: readonly ObservationDeletion[]) => {
      for (const { entityName, observations } of deletions) {
        const [id] = tables.idsByName(entityName)
        if (id === undefined) continue
        for (const content of observations) tables.removeObservation(id, content)
      }
    }),
    deleteRelations: db.transaction((relations: readonly Relation[]) => {
      for (const relation of relations) tables.removeRelation(relation)
    }),
    importGraph: db.transaction((graph: Graph, mode: ImportMode) => importInto(tables, graph, mode)),
  }
}
