import type { Catalog, CatalogTool, TrustState } from '@shared/domain/catalog'
import type { OfferedService } from '@shared/process/gateway-messages'
import { findingsOf } from './findings'
import { fingerprint } from './fingerprint'
import type { Learned } from './learn'

/** A service's offer with each tool judged: pinned by its fingerprint, flagged where a person should look twice. */
export function toCatalog(service: OfferedService, learned: Learned, at: number): Catalog {
  const tools = learned.tools.map((definition) => judged(service, definition))
  return { ...learned, serviceId: service.serviceId, at, tools }
}

function judged({ approved }: OfferedService, definition: Record<string, unknown>): CatalogTool {
  const name = String(definition['name'])
  const print = fingerprint(definition)
  return {
    name,
    definition,
    fingerprint: print,
    trust: trustOf(approved, name, print),
    // Built-in services come with the program and are trusted with it.
    findings: approved === null ? [] : findingsOf(definition),
  }
}

function trustOf(approved: OfferedService['approved'], name: string, print: string): TrustState {
  if (approved === null) return 'trusted'
  const pinned = Object.hasOwn(approved, name) ? approved[name] : undefined
  if (pinned === undefined) return 'new'
  return pinned === print ? 'trusted' : 'changed'
}
