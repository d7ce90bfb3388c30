import type Database from 'better-sqlite3'
import { fromStored, type StoredText } from '../kit/store/exact-text'
import { createRankedTables, openRankedIndex } from '../kit/search/ranked-index'

/** What a write touched; told to the index once, at the end of its transaction. */
export interface GraphChanges {
  entity(id: number): void
  observation(id: number, entityId: number): void
  /** Somebody of this name has one relation more or less. */
  relationEnd(name: StoredText): void
}

/** An entity is found by the names of so many related ones. */
const MAX_RELATED = 50
const MAX_TEXT = 200_000
const NEIGHBOUR_LENGTH = 1_000

interface EntityRow {
  id: number
  name: StoredText
  entity_type: StoredText
}
interface ObservationRow {
  id: number
  entity_id: number
  content: StoredText
  name: StoredText
}

/** For a migration: makes the tables of ranked search, empty; see `fillRankedGraph`. */
export function createRankedGraph(db: Database.Database): void {
  createRankedTables(db, 'entity_ranked')
  createRankedTables(db, 'observation_ranked')
}

/** Collects changes; `flush`, inside of their transaction, brings ranked search in step. */
export interface GraphFollower extends GraphChanges {
  flush(): void
  clear(): void
}

export function createGraphFollower(db: Database.Database): GraphFollower {
  const documents = rankedDocuments(db)
  const entities = new Set<number>()
  const observations = new Map<number, number>()
  const ends = new Set<StoredText>()
  const clear = (): void => {
    entities.clear()
    observations.clear()
    ends.clear()
  }
  return {
    entity: (id) => void entities.add(id),
    observation: (id, entityId) => void observations.set(id, entityId),
    relationEnd: (name) => void ends.add(name),
    clear,
    flush() {
      const texts = new Set(observations.keys())
      for (const [id, entityId] of observations)
        for (const near of documents.neighbours(id, entityId)) texts.add(near.id)
      for (const id of texts) documents.putObservation(id)
      for (const name of ends) for (const id of documents.idsByName.all(name)) entities.add(id)
      for (const id of entities) documents.putEntity(id)
      clear()
    },
  }
}

/** Puts single rows of the graph, as they are now, into ranked search; those that are gone are taken out. */
export function rankedDocuments(db: Database.Database) {
  const entityIndex = openRankedIndex(db, 'entity_ranked')
  const observationIndex = openRankedIndex(db, 'observation_ranked')
  const entity = db.prepare<[number], EntityRow>('SELECT * FROM entities WHERE id = ?')
  const related = db.prepare<{ name: StoredText }, { name: StoredText; relation_type: StoredText }>(
    `SELECT to_name AS name, relation_type FROM relations WHERE from_name = @name
     UNION ALL SELECT from_name, relation_type FROM relations WHERE to_name = @name LIMIT ${MAX_RELATED}`,
  )
  const columns = 'observations.id, entity_id, content, name'
  const joined = 'observations JOIN entities ON entities.id = entity_id'
  const observation = db.prepare<[number], ObservationRow>(
    `SELECT ${columns} FROM ${joined} WHERE observations.id = ?`,
  )
  const neighbour = (sign: string, order: string) =>
    db.prepare<[number, number], ObservationRow>(
      `SELECT ${columns} FROM ${joined} WHERE entity_id = ? AND observations.id ${sign} ?
       ORDER BY observations.id ${order} LIMIT 1`,
    )
  const [before, after] = [neighbour('<', 'DESC'), neighbour('>', 'ASC')]
  return {
    idsByName: db.prepare<[StoredText], number>('SELECT id FROM entities WHERE name = ?').pluck(),
    neighbours: (id: number, entityId: number): ObservationRow[] =>
      [before.get(entityId, id), after.get(entityId, id)].filter((row) => row !== undefined),
    putEntity(id: number): void {
      const row = entity.get(id)
      if (!row) return entityIndex.remove(id)
      const others = related.all({ name: row.name })
      const around = others
        .flatMap(({ name, relation_type }) => [relation_type, name].map(fromStored))
        .join(' ')
      entityIndex.put(id, { title: fromStored(row.name), text: fromStored(row.entity_type), around })
    },
    putObservation(id: number): void {
      const row = observation.get(id)
      if (!row) return observationIndex.remove(id)
      const previous = before.get(row.entity_id, id)
      const next = after.get(row.entity_id, id)
      const around = [
        previous ? fromStored(previous.content).slice(-NEIGHBOUR_LENGTH) : '',
        next ? fromStored(next.content).slice(0, NEIGHBOUR_LENGTH) : '',
      ]
      observationIndex.put(id, {
        title: fromStored(row.name),
        text: fromStored(row.content).slice(0, MAX_TEXT),
        around: around.join(' '),
      })
    },
  }
}
