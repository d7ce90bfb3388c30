import { existsSync } from 'node:fs'
import { join } from 'node:path'
import type { Clock } from '@shared/lib/clock'
import type { SavedCircuit } from '../calls/circuit'
import { AnswerTable, type StoredAnswer } from './answer-table'
import { CircuitTable } from './circuit-table'
import { openStore, type StoreDatabase } from './open-store'

interface Tables {
  db: StoreDatabase
  circuits: CircuitTable
  answers: AnswerTable
}

type State = { kind: 'unopened' } | { kind: 'open'; tables: Tables } | { kind: 'without' }

export interface GatewayStoreDeps {
  /** Directory of gateway.db; null: keep nothing. */
  directory: string | null
  clock: Pick<Clock, 'epochMs'>
  /** In words, for the log. */
  onProblem: (what: string) => void
}

/** Answers written in one go; the rest waits for the next flush, so that no flush holds calls up for long. */
const MAX_BATCH = 256
const MAX_BATCH_BYTES = 4 * 1024 * 1024
/** Characters of answers that wait to be written; when more come than the disk takes, memory alone keeps them. */
const MAX_PENDING = 8 * 1024 * 1024

/**
 * What the gateway keeps over a restart: circuits and cached answers, in gateway.db. Opened when something is
 * first looked up or written, as SQLite takes memory an idle gateway need not spend. Writes are collected until
 * `flush`. When the disk fails, the gateway goes on without.
 */
export class GatewayStore {
  readonly #deps: GatewayStoreDeps
  readonly #file: string | null
  /** There is a file; before that, nothing need be looked up. */
  #exists: boolean
  #state: State
  readonly #circuits = new Map<string, SavedCircuit | null>()
  readonly #answers = new Map<string, StoredAnswer>()
  /** Characters in `#answers`. */
  #pending = 0
  #maxBytes = 0

  constructor(deps: GatewayStoreDeps) {
    this.#deps = deps
    this.#file = deps.directory === null ? null : join(deps.directory, 'gateway.db')
    this.#exists = this.#file !== null && existsSync(this.#file)
    this.#state = this.#file === null ? { kind: 'without' } : { kind: 'unopened' }
  }

  get diskEntries(): number {
    return this.#state.kind === 'open' ? this.#state.tables.answers.entries : 0
  }
  get diskBytes(): number {
    return this.#state.kind === 'open' ? this.#state.tables.answers.bytes : 0
  }

  /** 0 keeps no answers on disk. */
  set maxAnswerBytes(bytes: number) {
    this.#maxBytes = bytes
  }

  circuits(): Map<string, SavedCircuit> {
    const all = this.#use((tables) => tables.circuits.all(), false) ?? new Map<string, SavedCircuit>()
    for (const [serviceId, circuit] of this.#circuits)
      if (circuit) all.set(serviceId, circuit)
      else all.delete(serviceId)
    return all
  }

  saveCircuit(serviceId: string, circuit: SavedCircuit | null): void {
    this.#circuits.set(serviceId, circuit)
  }

  /** @returns null when there is none, or it is no longer true */
  answer(key: string): StoredAnswer | null {
    if (this.#maxBytes === 0) return null
    const found = this.#answers.get(key) ?? this.#use(({ answers }) => answers.find(key), false)
    const now = this.#deps.clock.epochMs()
    return found && found.storedAt <= now && now < found.expiresAt ? found : null
  }

  keepAnswer(answer: StoredAnswer): void {
    if (this.#maxBytes === 0 || this.#state.kind === 'without') return
    this.#unqueue(answer.key)
    if (this.#pending + answer.resultText.length > MAX_PENDING) return
    this.#answers.set(answer.key, answer)
    this.#pending += answer.resultText.length
  }

  /** At once, not at the next flush: what is no longer true must not come back after a crash. */
  clearAnswers(serviceId: string | null): void {
    for (const [key, answer] of this.#answers)
      if (serviceId === null || answer.serviceId === serviceId) this.#unqueue(key)
    this.#use(({ answers }) => answers.clear(serviceId), false)
  }

  /** Writes what was collected. */
  flush(): void {
    if (this.#circuits.size > 0) {
      const circuits = [...this.#circuits]
      this.#circuits.clear()
      this.#use(
        (tables) => tables.circuits.save(circuits),
        circuits.some(([, circuit]) => circuit !== null),
      )
    }
    if (this.#answers.size === 0) return
    const batch = this.#takeBatch()
    this.#use(({ answers }) => answers.putAll(batch, this.#maxBytes), true)
  }

  /** Deletes the answers whose time is over. */
  expire(): void {
    if (this.#state.kind === 'open')
      this.#use(({ answers }) => answers.expire(this.#deps.clock.epochMs()), false)
  }

  close(): void {
    while (this.#circuits.size > 0 || this.#answers.size > 0) this.flush()
    if (this.#state.kind === 'open') this.#state.tables.db.close()
    this.#state = { kind: 'without' }
  }

  #takeBatch(): StoredAnswer[] {
    const batch: StoredAnswer[] = []
    let bytes = 0
    for (const [key, answer] of this.#answers) {
      if (batch.length >= MAX_BATCH || bytes > MAX_BATCH_BYTES) break
      batch.push(answer)
      bytes += answer.resultText.length
      this.#unqueue(key)
    }
    return batch
  }

  #unqueue(key: string): void {
    this.#pending -= this.#answers.get(key)?.resultText.length ?? 0
    this.#answers.delete(key)
  }

  /** @param mayCreate false: a file that does not exist yet has nothing to offer */
  #use<T>(work: (tables: Tables) => T, mayCreate: boolean): T | null {
    try {
      const tables = this.#open(mayCreate)
      return tables && work(tables)
    } catch (error) {
      this.#giveUp(error instanceof Error ? error.message : String(error))
      return null
    }
  }

  #open(mayCreate: boolean): Tables | null {
    const state = this.#state
    if (state.kind === 'open') return state.tables
    if (state.kind === 'without' || this.#file === null || !(mayCreate || this.#exists)) return null
    this.#exists = true
    const { db, problem } = openStore(this.#file, this.#deps.clock.epochMs())
    if (problem !== null) this.#deps.onProblem(problem)
    if (!db) {
      this.#state = { kind: 'without' }
      return null
    }
    const answers = new AnswerTable(db, this.#deps.clock.epochMs())
    const tables = { db, circuits: new CircuitTable(db), answers }
    this.#state = { kind: 'open', tables }
    return tables
  }

  #giveUp(why: string): void {
    if (this.#state.kind === 'open') this.#state.tables.db.close()
    this.#state = { kind: 'without' }
    this.#answers.clear()
    this.#pending = 0
    this.#deps.onProblem(`gateway.db is not used any more until the next start: ${why}`)
  }
}
