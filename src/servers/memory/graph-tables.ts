import type Database from 'better-sqlite3'
import { fromStored, toStored, type StoredText } from '../kit/store/exact-text'
import type { Entity, Relation } from './graph'
import type { GraphChanges } from './ranked-graph'
import { searchForm } from './search-text'

type Db = Database.Database

interface EntityRow {
  id: number
  name: StoredText
  entity_type: StoredText
}
interface ObservationRow {
  entity_id: number
  content: StoredText
}
interface RelationRow {
  id: number
  from_name: StoredText
  to_name: StoredText
  relation_type: StoredText
}

/** Reads and writes single rows of the graph; the trigram tables always follow, ranked search hears of the changes. */
export type GraphTables = ReturnType<typeof createGraphTables>

export function createGraphTables(db: Db, changes: GraphChanges) {
  return {
    ...entityReads(db),
    ...entityWrites(db, changes),
    ...observationTables(db, changes),
    ...relationTables(db, changes),
  }
}

function entityReads(db: Db) {
  const all = db.prepare<[], EntityRow>('SELECT * FROM entities ORDER BY id')
  const byId = db.prepare<[number], EntityRow>('SELECT * FROM entities WHERE id = ?')
  const observed = db.prepare<[], ObservationRow>(
    'SELECT entity_id, content FROM observations ORDER BY entity_id, id',
  )
  const observedOf = db
    .prepare<[number], StoredText>('SELECT content FROM observations WHERE entity_id = ? ORDER BY id')
    .pluck()
  const idsByName = db
    .prepare<[StoredText], number>('SELECT id FROM entities WHERE name = ? ORDER BY id')
    .pluck()
  const idsByIndex = db
    .prepare<[string, string], number>(
      `SELECT rowid FROM entity_search WHERE entity_search MATCH ?
       UNION
       SELECT entity_id FROM observations
       WHERE id IN (SELECT rowid FROM observation_search WHERE observation_search MATCH ?)`,
    )
    .pluck()
  return {
    allEntities(): Entity[] {
      const observations = new Map<number, string[]>()
      const entities = all.all().map((row) => {
        const entity = toEntity(row, [])
        observations.set(row.id, entity.observations)
        return entity
      })
      for (const row of observed.iterate()) observations.get(row.entity_id)?.push(fromStored(row.content))
      return entities
    },
    /** In order of creation, whatever the order of `ids`. */
    entitiesByIds(ids: Iterable<number>): Entity[] {
      const ordered = [...new Set(ids)].sort((a, b) => a - b)
      return ordered.flatMap((id) => {
        const row = byId.get(id)
        return row ? [toEntity(row, observedOf.all(id).map(fromStored))] : []
      })
    },
    idsByName: (name: string): number[] => idsByName.all(toStored(name)),
    idsByIndex: (expression: string): number[] => idsByIndex.all(expression, expression),
    observationsOf: (id: number): string[] => observedOf.all(id).map(fromStored),
  }
}

function entityWrites(db: Db, changes: GraphChanges) {
  const insert = db.prepare('INSERT INTO entities (name, entity_type) VALUES (?, ?)')
  const index = db.prepare('INSERT INTO entity_search (rowid, name, entity_type) VALUES (?, ?, ?)')
  const unindex = db.prepare('DELETE FROM entity_search WHERE rowid = ?')
  const unindexObservations = db.prepare(
    'DELETE FROM observation_search WHERE rowid IN (SELECT id FROM observations WHERE entity_id = ?)',
  )
  const observed = db.prepare<[number], number>('SELECT id FROM observations WHERE entity_id = ?').pluck()
  const remove = db.prepare('DELETE FROM entities WHERE id = ?')
  return {
    insertEntity(name: string, entityType: string): number {
      const id = Number(insert.run(toStored(name), toStored(entityType)).lastInsertRowid)
      index.run(id, indexForm(name), indexForm(entityType))
      changes.entity(id)
      return id
    },
    removeEntity(id: number): void {
      for (const observation of observed.all(id)) changes.observation(observation, id)
      changes.entity(id)
      unindexObservations.run(id)
      unindex.run(id)
      remove.run(id)
    },
  }
}

function observationTables(db: Db, changes: GraphChanges) {
  const insert = db.prepare('INSERT INTO observations (entity_id, content) VALUES (?, ?)')
  const index = db.prepare('INSERT INTO observation_search (rowid, content) VALUES (?, ?)')
  const find = db
    .prepare<[number, StoredText], number>('SELECT id FROM observations WHERE entity_id = ? AND content = ?')
    .pluck()
  const unindex = db.prepare('DELETE FROM observation_search WHERE rowid = ?')
  const remove = db.prepare('DELETE FROM observations WHERE id = ?')
  return {
    insertObservation(entityId: number, content: string): void {
      const id = Number(insert.run(entityId, toStored(content)).lastInsertRowid)
      index.run(id, indexForm(content))
      changes.observation(id, entityId)
    },
    removeObservation(entityId: number, content: string): void {
      for (const id of find.all(entityId, toStored(content))) {
        unindex.run(id)
        remove.run(id)
        changes.observation(id, entityId)
      }
    },
  }
}

function relationTables(db: Db, changes: GraphChanges) {
  const insert = db.prepare('INSERT INTO relations (from_name, to_name, relation_type) VALUES (?, ?, ?)')
  const exact = 'from_name = ? AND to_name = ? AND relation_type = ?'
  const find = db.prepare(`SELECT 1 FROM relations WHERE ${exact} LIMIT 1`)
  const remove = db.prepare(`DELETE FROM relations WHERE ${exact}`)
  const removeAt = db.prepare('DELETE FROM relations WHERE from_name = ? OR to_name = ?')
  const all = db.prepare<[], RelationRow>('SELECT * FROM relations ORDER BY id')
  const at = db.prepare<[StoredText, StoredText], RelationRow>(
    'SELECT * FROM relations WHERE from_name = ? OR to_name = ?',
  )
  const key = ({ from, to, relationType }: Relation): StoredText[] => [from, to, relationType].map(toStored)
  const ends = (...names: StoredText[]): void => names.forEach((name) => changes.relationEnd(name))
  return {
    allRelations: (): Relation[] => all.all().map(toRelation),
    /** Relations with at least one end in `names`, in order of creation. */
    relationsAt(names: Iterable<string>): Relation[] {
      const rows = new Map<number, RelationRow>()
      for (const name of names)
        for (const row of at.iterate(toStored(name), toStored(name))) rows.set(row.id, row)
      return [...rows.values()].sort((a, b) => a.id - b.id).map(toRelation)
    },
    hasRelation: (relation: Relation): boolean => find.get(...key(relation)) !== undefined,
    insertRelation(relation: Relation): void {
      insert.run(...key(relation))
      ends(toStored(relation.from), toStored(relation.to))
    },
    removeRelation(relation: Relation): void {
      remove.run(...key(relation))
      ends(toStored(relation.from), toStored(relation.to))
    },
    removeRelationsAt(name: string): void {
      const stored = toStored(name)
      for (const row of at.iterate(stored, stored)) ends(row.from_name, row.to_name)
      removeAt.run(stored, stored)
    },
  }
}

/** The index knows no halves of surrogate pairs; a search for one does not use it. */
function indexForm(text: string): string {
  return searchForm(text).toWellFormed()
}

function toEntity(row: EntityRow, observations: string[]): Entity {
  return { name: fromStored(row.name), entityType: fromStored(row.entity_type), observations }
}

function toRelation(row: RelationRow): Relation {
  return {
    from: fromStored(row.from_name),
    to: fromStored(row.to_name),
    relationType: fromStored(row.relation_type),
  }
}
