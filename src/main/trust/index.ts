import type { ToolReview } from '@shared/contract/trust'
import type { Catalog, CatalogTool } from '@shared/domain/catalog'
import type { Logger } from '@shared/domain/log'
import { OmniMindError } from '@shared/errors'
import type { Clock } from '@shared/lib/clock'
import type { Disposable } from '@shared/lib/disposable'
import { Emitter } from '@shared/lib/emitter'
import type { OpenedDatabase } from '../storage'
import { createTrustStore, type Approval } from './trust-store'

/** Which tools of external servers a person has seen and approved, exactly as they were then. */
export interface Trust {
  /**
   * The gateway learned what a service offers. Whoever adds a server approves what it offers when it is first heard,
   * but for tools with findings: those wait for a look, as does everything that comes or changes later.
   * @param isExternal built-in services are trusted with the program
   */
  learned(catalog: Catalog, isExternal: boolean): void
  /** Fingerprints by tool name, as the gateway wants them. */
  approved(serviceId: string): Record<string, string>
  lastCatalog(serviceId: string): Catalog | null
  /** Every tool of the given services, beside what was approved. */
  reviews(serviceIds: readonly string[]): ToolReview[]
  /** Tools that wait for a person, by service. */
  pending(): Record<string, number>
  /** @throws OmniMindError BAD_INPUT when a tool is not (any more) as it was seen */
  approve(serviceId: string, tools: readonly { name: string; fingerprint: string }[]): void
  withdraw(serviceId: string, names: readonly string[]): void
  /** The server was removed. */
  forget(serviceId: string): void
  onChange(listener: () => void): Disposable
}

export interface TrustDeps {
  db: OpenedDatabase
  clock: Pick<Clock, 'epochMs'>
  log: Logger
  /** Cost of a definition; null until it was counted. */
  tokensOf: (fingerprint: string) => number | null
}

export function createTrust({ db, clock, log, tokensOf }: TrustDeps): Trust {
  const store = createTrustStore(db, log)
  const changes = new Emitter<void>()
  /** What each service offers now; what it offered last while it was not heard in this run. */
  const catalogs = new Map<string, { catalog: Catalog; isExternal: boolean }>()
  const toolsOf = (serviceId: string): CatalogTool[] => catalogs.get(serviceId)?.catalog.tools ?? []
  const asApproval = ({ name, fingerprint, definition }: CatalogTool): Approval => ({
    name,
    fingerprint,
    definition,
    approvedAt: clock.epochMs(),
  })
  const approve = (serviceId: string, tools: readonly CatalogTool[], how: string): void => {
    if (tools.length === 0) return
    store.approve(serviceId, tools.map(asApproval))
    for (const { name, fingerprint } of tools)
      log.info(`${serviceId}: the tool ${name} was approved ${how}.`, { fingerprint })
  }
  return {
    learned(catalog, isExternal) {
      const { serviceId } = catalog
      const isFirst = store.lastCatalog(serviceId) === null
      catalogs.set(serviceId, { catalog, isExternal })
      store.keepCatalog(catalog)
      if (isExternal && isFirst) {
        const harmless = catalog.tools.filter(({ findings }) => findings.length === 0)
        approve(serviceId, harmless, 'with its server')
      }
      changes.emit()
    },
    approved: (serviceId) =>
      Object.fromEntries(store.approvals(serviceId).map(({ name, fingerprint }) => [name, fingerprint])),
    lastCatalog: (serviceId) => catalogs.get(serviceId)?.catalog ?? store.lastCatalog(serviceId),
    reviews: (serviceIds) =>
      serviceIds.flatMap((serviceId) => {
        const approvals = new Map(store.approvals(serviceId).map((one) => [one.name, one]))
        const known = toolsOf(serviceId)
        const tools = known.length > 0 ? known : (store.lastCatalog(serviceId)?.tools ?? [])
        return tools.map((tool) => ({
          serviceId,
          tool,
          approved: approvals.get(tool.name)?.definition ?? null,
          approvedAt: approvals.get(tool.name)?.approvedAt ?? null,
          tokens: tokensOf(tool.fingerprint),
        }))
      }),
    pending: () =>
      Object.fromEntries(
        [...catalogs].flatMap(([serviceId, { catalog }]) => {
          const waiting = catalog.tools.filter(({ trust }) => trust !== 'trusted').length
          return waiting === 0 ? [] : [[serviceId, waiting]]
        }),
      ),
    approve(serviceId, wanted) {
      const tools = wanted.map(({ name, fingerprint }) => {
        const tool = toolsOf(serviceId).find((one) => one.name === name)
        if (tool?.fingerprint === fingerprint) return tool
        throw new OmniMindError(
          'BAD_INPUT',
          `The tool "${name}" is not any more as it was when you looked.`,
          {
            nextStep: 'Look at the difference again, then approve what you see.',
          },
        )
      })
      approve(serviceId, tools, 'by a person')
      changes.emit()
    },
    withdraw(serviceId, names) {
      store.withdraw(serviceId, names)
      for (const name of names) log.info(`${serviceId}: the approval of the tool ${name} was withdrawn.`)
      changes.emit()
    },
    forget(serviceId) {
      catalogs.delete(serviceId)
      store.forget(serviceId)
      changes.emit()
    },
    onChange: (listener) => changes.on(listener),
  }
}
