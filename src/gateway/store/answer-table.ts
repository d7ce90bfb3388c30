import type { StoreDatabase } from './open-store'

/** A kept answer. Times are UTC epoch ms. */
export interface StoredAnswer {
  key: string
  serviceId: string
  /** The `result` member as JSON text. */
  resultText: string
  storedAt: number
  expiresAt: number
}

interface Row {
  service_id: string
  result: string
  stored_at: number
  expires_at: number
}

/** The second level of the response cache, bounded in bytes. */
export class AnswerTable {
  readonly #db: StoreDatabase
  readonly #find
  readonly #put
  readonly #bytesOf
  readonly #services = new Set<string>()
  #bytes = 0
  #entries = 0

  /** @param now UTC epoch ms; what has expired by then is deleted */
  constructor(db: StoreDatabase, now: number) {
    this.#db = db
    this.#find = db.prepare<[string], Row>(
      'SELECT service_id, result, stored_at, expires_at FROM answers WHERE key = ?',
    )
    this.#bytesOf = db.prepare<[string], number>('SELECT bytes FROM answers WHERE key = ?').pluck()
    this.#put = db.prepare(
      `INSERT OR REPLACE INTO answers (key, service_id, result, bytes, stored_at, expires_at)
       VALUES (@key, @serviceId, @resultText, @bytes, @storedAt, @expiresAt)`,
    )
    this.expire(now)
  }

  get bytes(): number {
    return this.#bytes
  }
  get entries(): number {
    return this.#entries
  }

  find(key: string): StoredAnswer | null {
    const row = this.#find.get(key)
    if (!row) return null
    const { service_id: serviceId, result: resultText, stored_at: storedAt, expires_at: expiresAt } = row
    return { key, serviceId, resultText, storedAt, expiresAt }
  }

  /** @param maxBytes the answers that expire first make room */
  putAll(answers: Iterable<StoredAnswer>, maxBytes: number): void {
    this.#db.transaction(() => {
      for (const answer of answers) this.#putOne(answer)
      while (this.#bytes > maxBytes && this.#entries > 0) this.#dropFirst()
    })()
  }

  /** @param serviceId null deletes everything */
  clear(serviceId: string | null): void {
    if (serviceId === null) this.#db.exec('DELETE FROM answers')
    else if (!this.#services.has(serviceId)) return
    else this.#db.prepare('DELETE FROM answers WHERE service_id = ?').run(serviceId)
    this.#count()
  }

  expire(now: number): void {
    this.#db.prepare('DELETE FROM answers WHERE expires_at <= ? OR stored_at > ?').run(now, now)
    this.#count()
  }

  #putOne(answer: StoredAnswer): void {
    const bytes = Buffer.byteLength(answer.resultText) + answer.key.length
    const before = this.#bytesOf.get(answer.key)
    this.#put.run({ ...answer, bytes })
    this.#bytes += bytes - (before ?? 0)
    if (before === undefined) this.#entries++
    this.#services.add(answer.serviceId)
  }

  #dropFirst(): void {
    this.#db
      .prepare('DELETE FROM answers WHERE key IN (SELECT key FROM answers ORDER BY expires_at LIMIT 32)')
      .run()
    this.#count()
  }

  #count(): void {
    const rows = this.#db
      .prepare<[], { id: string; entries: number; bytes: number }>(
        'SELECT service_id AS id, count(*) AS entries, sum(bytes) AS bytes FROM answers GROUP BY service_id',
      )
      .all()
    this.#services.clear()
    this.#bytes = 0
    this.#entries = 0
    for (const { id, entries, bytes } of rows) {
      this.#services.add(id)
      this.#bytes += bytes
      this.#entries += entries
    }
  }
}
