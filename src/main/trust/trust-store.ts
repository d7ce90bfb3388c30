import { Catalog } from '@shared/domain/catalog'
import type { Logger } from '@shared/domain/log'
import { createWriteGuard, type OpenedDatabase, type WritableDatabase } from '../storage'

/** A tool as a person approved it. */
export interface Approval {
  name: string
  fingerprint: string
  definition: Record<string, unknown>
  /** UTC epoch ms. */
  approvedAt: number
}

interface ApprovalRow {
  name: string
  fingerprint: string
  definition: string
  approved_at: number
}

/** Approvals and last offers, in control.db. What writes tells whether it was stored. */
export interface TrustStore {
  approvals(serviceId: string): Approval[]
  fingerprints(serviceId: string): Map<string, string>
  approve(serviceId: string, approvals: readonly Approval[]): boolean
  withdraw(serviceId: string, names: readonly string[]): boolean
  /** Tools of this service were kept before, whether they can still be read or not. */
  wasHeard(serviceId: string): boolean
  /** What every service offered last, by its id. */
  catalogs(): Map<string, Catalog>
  keepCatalog(catalog: Catalog): boolean
  forget(serviceId: string): boolean
}

export function createTrustStore(opened: OpenedDatabase, log: Logger): TrustStore {
  const { db } = opened
  const guard = createWriteGuard('Approvals', log)
  const write = (run: (to: WritableDatabase) => void): boolean =>
    opened.mode === 'writable' && guard.run(() => opened.db.transaction(() => run(opened.db))())
  const wasHeard = (serviceId: string): boolean => {
    const sql = `SELECT json_array_length(catalog, '$.tools') > 0 FROM catalogs WHERE service_id = ?`
    return db.prepare<[string], number>(sql).pluck().get(serviceId) === 1
  }
  return {
    approvals: (serviceId) =>
      db
        .prepare<[string], ApprovalRow>('SELECT * FROM approved_tools WHERE service_id = ? ORDER BY name')
        .all(serviceId)
        .map(({ name, fingerprint, definition, approved_at }) => ({
          name,
          fingerprint,
          definition: JSON.parse(definition) as Record<string, unknown>,
          approvedAt: approved_at,
        })),
    fingerprints(serviceId) {
      const sql = 'SELECT name, fingerprint FROM approved_tools WHERE service_id = ? ORDER BY name'
      const rows = db.prepare<[string], { name: string; fingerprint: string }>(sql).all(serviceId)
      return new Map(rows.map(({ name, fingerprint }) => [name, fingerprint]))
    },
    approve: (serviceId, approvals) =>
      write((to) => {
        const put = to.prepare('INSERT OR REPLACE INTO approved_tools VALUES (?, ?, ?, ?, ?)')
        for (const { name, fingerprint, definition, approvedAt } of approvals)
          put.run(serviceId, name, fingerprint, JSON.stringify(definition), approvedAt)
      }),
    withdraw: (serviceId, names) =>
      write((to) => {
        const remove = to.prepare('DELETE FROM approved_tools WHERE service_id = ? AND name = ?')
        for (const name of names) remove.run(serviceId, name)
      }),
    wasHeard,
    catalogs() {
      const texts = db.prepare<[], string>('SELECT catalog FROM catalogs').pluck().all()
      // One that another version wrote differently is learned again.
      const read = texts.flatMap((text) => Catalog.safeParse(JSON.parse(text)).data ?? [])
      return new Map(read.map((catalog) => [catalog.serviceId, catalog]))
    },
    keepCatalog: (catalog) =>
      write((to) => {
        // Who had tools once and has none today must not be taken for new when they come back.
        if (catalog.tools.length === 0 && wasHeard(catalog.serviceId)) return
        const put = to.prepare('INSERT OR REPLACE INTO catalogs VALUES (?, ?, ?)')
        put.run(catalog.serviceId, JSON.stringify(catalog), catalog.at)
      }),
    forget: (serviceId) =>
      write((to) => {
        to.prepare('DELETE FROM approved_tools WHERE service_id = ?').run(serviceId)
        to.prepare('DELETE FROM catalogs WHERE service_id = ?').run(serviceId)
      }),
  }
}
