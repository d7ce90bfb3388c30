import type { SavedCircuit } from '../calls/circuit'
import type { StoreDatabase } from './open-store'

interface Row {
  service_id: string
  failures: number
  open_until: number | null
  open_ms: number
}

/** How the circuits stood, so that a restart of the gateway does not send five more calls to a dead service. */
export class CircuitTable {
  readonly #db: StoreDatabase

  constructor(db: StoreDatabase) {
    this.#db = db
  }

  all(): Map<string, SavedCircuit> {
    const rows = this.#db.prepare<[], Row>('SELECT * FROM circuits').all()
    return new Map(
      rows.map(({ service_id, failures, open_until, open_ms }) => [
        service_id,
        { failures, openUntil: open_until, openMs: open_ms },
      ]),
    )
  }

  /** @param circuits null: nothing to remember of this one any more */
  save(circuits: Iterable<[serviceId: string, circuit: SavedCircuit | null]>): void {
    const forget = this.#db.prepare('DELETE FROM circuits WHERE service_id = ?')
    const keep = this.#db.prepare('INSERT OR REPLACE INTO circuits VALUES (?, ?, ?, ?)')
    this.#db.transaction(() => {
      for (const [serviceId, circuit] of circuits)
        if (circuit) keep.run(serviceId, circuit.failures, circuit.openUntil, circuit.openMs)
        else forget.run(serviceId)
    })()
  }
}
