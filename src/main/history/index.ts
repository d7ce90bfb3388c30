import { ServiceEvent } from '@shared/domain/service'
import type { Logger } from '@shared/domain/log'
import { createWriteGuard, type OpenedDatabase, type WritableDatabase } from '../storage/index'

const KEPT_PER_SERVICE = 1_000

export interface History {
  /** Stores one event of a service. Never throws: a full disk costs events, not the app. */
  record(event: ServiceEvent): void
  /** Newest first. */
  list(serviceId: string, limit: number): ServiceEvent[]
}

/** What happened to each service: its newest 1,000 events, in control.db. */
export function createHistory(deps: { db: OpenedDatabase; log: Logger }): History {
  const guard = createWriteGuard('Service events', deps.log)
  const write = deps.db.mode === 'writable' ? eventWriter(deps.db.db) : () => {}
  const newest = deps.db.db.prepare<[string, number]>(
    `SELECT at, service_id AS serviceId, kind, detail, pid FROM service_events
     WHERE service_id = ? ORDER BY seq DESC LIMIT ?`,
  )
  return {
    record: (event) => void guard.run(() => write(event)),
    list: (serviceId, limit) => newest.all(serviceId, limit).flatMap(parseEvent),
  }
}

/** An event of a kind that only a newer OmniMind knows is left out. */
function parseEvent(row: unknown): ServiceEvent[] {
  const parsed = ServiceEvent.safeParse(row)
  return parsed.success ? [parsed.data] : []
}

function eventWriter(db: WritableDatabase): (event: ServiceEvent) => void {
  const insert = db.prepare<[number, string, string, string, number | null]>(
    'INSERT INTO service_events (at, service_id, kind, detail, pid) VALUES (?, ?, ?, ?, ?)',
  )
  const prune = db.prepare<[{ serviceId: string }]>(
    `DELETE FROM service_events WHERE service_id = @serviceId AND seq <= (
       SELECT seq FROM service_events WHERE service_id = @serviceId
       ORDER BY seq DESC LIMIT 1 OFFSET ${KEPT_PER_SERVICE})`,
  )
  return db.transaction((event: ServiceEvent) => {
    insert.run(Math.round(event.at), event.serviceId, event.kind, event.detail, event.pid)
    prune.run({ serviceId: event.serviceId })
  })
}
