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

/** What was deleted. */
interface Gone {
  id: string
  bytes: number
}

/**
 * The second level of the response cache, bounded in bytes. The sums are counted once and kept: counting the rows
 * again takes as long as the table is large, and every call waits meanwhile.
 */
export class AnswerTable {
  readonly #db: StoreDatabase
  readonly #find
  readonly #put
  /** Entries by service. */
  readonly #services = new Map<string, number>()
  #bytes = 0
  #entries = 0

  /** @param now UTC epoch ms; what has expired by then is deleted */
  constructor(db: StoreDatabase, now: number) {
    this.#db = db
    this.#find = db.prepare<[string], Row>(
      'SELECT service_id, result, stored_at, expires_at FROM answers WHERE key = ?',
    )
    this.#put = db.prepare(
      `INSERT OR REPLACE INTO answers (key, service_id, result, bytes, stored_at, expires_at)
       VALUES (@key, @serviceId, @resultText, @bytes, @storedAt, @expiresAt)`,
    )
    this.#count()
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
    if (serviceId === null) {
      this.#db.exec('DELETE FROM answers')
      this.#services.clear()
      this.#bytes = 0
      this.#entries = 0
    } else if (this.#services.has(serviceId)) this.#delete('service_id = ?', serviceId)
  }

  expire(now: number): void {
    this.#delete('expires_at <= ?', now)
    // The system's time was set back.
    this.#delete('stored_at > ?', now)
  }

  #putOne(answer: StoredAnswer): void {
    const bytes = Buffer.byteLength(answer.resultText) + answer.key.length
    this.#delete('key = ?', answer.key)
    this.#put.run({ ...answer, bytes })
    this.#add(answer.serviceId, 1, bytes)
  }

  #dropFirst(): void {
    this.#delete('key IN (SELECT key FROM answers ORDER BY expires_at LIMIT ?)', 32)
  }

  #delete(where: string, value: string | number): void {
    const sql = `DELETE FROM answers WHERE ${where} RETURNING service_id AS id, bytes`
    const gone = this.#db.prepare<[string | number], Gone>(sql).all(value)
    for (const { id, bytes } of gone) this.#add(id, -1, -bytes)
  }

  #add(serviceId: string, entries: number, bytes: number): void {
    const left = (this.#services.get(serviceId) ?? 0) + entries
    if (left > 0) this.#services.set(serviceId, left)
    else this.#services.delete(serviceId)
    this.#entries += entries
    this.#bytes += bytes
  }

  #count(): void {
    const rows = this.#db
      .prepare<[], { id: string; entries: number; bytes: number }>(
        'SELECT service_id AS id, count(*) AS entries, sum(bytes) AS bytes FROM answers GROUP BY service_id',
      )
      .all()
    for (const { id, entries, bytes } of rows) this.#add(id, entries, bytes)
  }
}
