import { Catalog } from '@shared/domain/catalog'
import { createWriteGuard, type OpenedDatabase } from '../storage'
import type { Logger } from '@shared/domain/log'

/** A tool as a person approved it. */
export interface Approval {
  name: string
  fingerprint: string
  definition: Record<string, unknown>
  approvedAt: number
}

interface ApprovalRow {
  name: string
  fingerprint: string
  definition: string
  approved_at: number
}

/** Approvals and last offers, in control.db. */
export interface TrustStore {
  approvals(serviceId: string): Approval[]
  approve(serviceId: string, approvals: readonly Approval[]): void
  withdraw(serviceId: string, names: readonly string[]): void
  lastCatalog(serviceId: string): Catalog | null
  keepCatalog(catalog: Catalog): void
  forget(serviceId: string): void
}

export function createTrustStore(opened: OpenedDatabase, log: Logger): TrustStore {
  const { db } = opened
  const guard = createWriteGuard('Approvals', log)
  const write = (run: (to: Extract<OpenedDatabase, { mode: 'writable' }>['db']) => void): void => {
    if (opened.mode === 'writable') guard.run(() => opened.db.transaction(() => run(opened.db))())
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
    lastCatalog(serviceId) {
      const sql = 'SELECT catalog FROM catalogs WHERE service_id = ?'
      const text = db.prepare<[string], string>(sql).pluck().get(serviceId)
      // One that an older or newer version wrote differently is learned again.
      return text === undefined ? null : (Catalog.safeParse(JSON.parse(text)).data ?? null)
    },
    keepCatalog: (catalog) =>
      write((to) => {
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
