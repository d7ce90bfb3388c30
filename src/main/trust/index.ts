import type { ToolReview } from '@shared/contract/trust'
import type { Catalog, CatalogTool, Finding, TrustState } from '@shared/domain/catalog'
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
   * The gateway learned what a service offers. Whoever adds a server approves what it offers when its tools are first
   * heard, but for those that look suspicious: they wait for a look, as does everything that comes or changes later.
   */
  learned(catalog: Catalog): void
  /** Fingerprints by tool name, as the gateway wants them. */
  approved(serviceId: string): Record<string, string>
  /** Each tool judged by what is approved now. */
  lastCatalog(serviceId: string): Catalog | null
  /** Every tool of the given services, beside what was approved. */
  reviews(serviceIds: readonly string[]): ToolReview[]
  /** Tools that wait for a person, by service. */
  pending(): Record<string, number>
  /** @throws OmniMindError BAD_INPUT when a tool is not (any more) as it was seen; DATA_DIR_UNWRITABLE */
  approve(serviceId: string, tools: readonly { name: string; fingerprint: string }[]): void
  /** @throws OmniMindError BAD_INPUT for tools of the program itself; DATA_DIR_UNWRITABLE */
  withdraw(serviceId: string, names: readonly string[]): void
  /** The server was removed. */
  forget(serviceId: string): void
  onChange(listener: () => void): Disposable
}

export interface TrustDeps {
  db: OpenedDatabase
  clock: Pick<Clock, 'epochMs'>
  log: Logger
  /** The trail of approvals. */
  audit: Logger
  /** Built-in services are trusted with the program. */
  isExternal: (serviceId: string) => boolean
  /** Cost of a definition; null until it was counted. */
  tokensOf: (definition: Record<string, unknown>) => number | null
}

/**
 * Findings that say nothing against a tool by themselves: names are told apart by prefixes, and size costs only money.
 * They are shown, but a server's first tools are approved with them.
 */
const HARMLESS: ReadonlySet<Finding['kind']> = new Set(['shadowed-name', 'oversized'])

export function createTrust(deps: TrustDeps): Trust {
  return new ToolTrust(deps)
}

class ToolTrust implements Trust {
  readonly #deps: TrustDeps
  readonly #store
  readonly #changes = new Emitter<void>()
  /** What each service offers now, or offered when it was last heard. */
  readonly #catalogs: Map<string, Catalog>

  constructor(deps: TrustDeps) {
    this.#deps = deps
    this.#store = createTrustStore(deps.db, deps.log)
    this.#catalogs = this.#store.catalogs()
  }

  learned(catalog: Catalog): void {
    const { serviceId, tools } = catalog
    const isFirst = tools.length > 0 && !this.#store.wasHeard(serviceId)
    this.#catalogs.set(serviceId, catalog)
    if (isFirst && this.#deps.isExternal(serviceId))
      this.#approve(serviceId, tools.filter(isHarmless), 'with its server')
    this.#store.keepCatalog(catalog)
    this.#changes.emit()
  }

  approved(serviceId: string): Record<string, string> {
    return Object.fromEntries(this.#store.fingerprints(serviceId))
  }

  lastCatalog(serviceId: string): Catalog | null {
    const catalog = this.#catalogs.get(serviceId)
    if (!catalog) return null
    const stateOf = this.#judge(serviceId)
    return { ...catalog, tools: catalog.tools.map((tool) => ({ ...tool, trust: stateOf(tool) })) }
  }

  reviews(serviceIds: readonly string[]): ToolReview[] {
    return serviceIds.flatMap((serviceId) => {
      const approvals = new Map(this.#store.approvals(serviceId).map((one) => [one.name, one]))
      return (this.lastCatalog(serviceId)?.tools ?? []).map((tool) => ({
        serviceId,
        tool,
        approved: approvals.get(tool.name)?.definition ?? null,
        approvedAt: approvals.get(tool.name)?.approvedAt ?? null,
        tokens: this.#deps.tokensOf(tool.definition),
      }))
    })
  }

  pending(): Record<string, number> {
    const counts = [...this.#catalogs].map(([serviceId, { tools }]) => {
      const stateOf = this.#judge(serviceId)
      return [serviceId, tools.filter((tool) => stateOf(tool) !== 'trusted').length] as const
    })
    return Object.fromEntries(counts.filter(([, waiting]) => waiting > 0))
  }

  approve(serviceId: string, wanted: readonly { name: string; fingerprint: string }[]): void {
    const known = this.#catalogs.get(serviceId)?.tools ?? []
    const tools = wanted.map(({ name, fingerprint }) => {
      const tool = known.find((one) => one.name === name)
      if (tool?.fingerprint === fingerprint) return tool
      throw tool ? changedMeanwhile(name) : unknownTool(serviceId, name)
    })
    if (!this.#approve(serviceId, tools, 'by a person')) throw notKept()
    this.#changes.emit()
  }

  withdraw(serviceId: string, names: readonly string[]): void {
    if (!this.#deps.isExternal(serviceId)) throw notExternal(serviceId)
    if (!this.#store.withdraw(serviceId, names)) throw notKept()
    for (const name of names)
      this.#deps.audit.info(`${serviceId}: the approval of the tool ${name} was withdrawn.`)
    this.#changes.emit()
  }

  forget(serviceId: string): void {
    this.#catalogs.delete(serviceId)
    this.#store.forget(serviceId)
    this.#changes.emit()
  }

  onChange(listener: () => void): Disposable {
    return this.#changes.on(listener)
  }

  #approve(serviceId: string, tools: readonly CatalogTool[], how: string): boolean {
    const approvedAt = this.#deps.clock.epochMs()
    const kept = this.#store.approve(
      serviceId,
      tools.map(({ name, fingerprint, definition }): Approval => ({
        name,
        fingerprint,
        definition,
        approvedAt,
      })),
    )
    if (kept)
      for (const { name, fingerprint } of tools)
        this.#deps.audit.info(`${serviceId}: the tool ${name} was approved ${how}.`, { fingerprint })
    return kept
  }

  #judge(serviceId: string): (tool: CatalogTool) => TrustState {
    if (!this.#deps.isExternal(serviceId)) return () => 'trusted'
    const pinned = this.#store.fingerprints(serviceId)
    return ({ name, fingerprint }) => {
      const approved = pinned.get(name)
      if (approved === undefined) return 'new'
      return approved === fingerprint ? 'trusted' : 'changed'
    }
  }
}

function isHarmless({ findings }: CatalogTool): boolean {
  return findings.every(({ kind }) => HARMLESS.has(kind))
}

function changedMeanwhile(name: string): OmniMindError {
  return new OmniMindError('BAD_INPUT', `The tool "${name}" is not any more as it was when you looked.`, {
    nextStep: 'Look at the difference again, then approve what you see.',
  })
}

function unknownTool(serviceId: string, name: string): OmniMindError {
  return new OmniMindError('BAD_INPUT', `"${serviceId}" offers no tool "${name}".`, {
    nextStep: `See "omnimind tools list ${serviceId}".`,
  })
}

function notExternal(serviceId: string): OmniMindError {
  return new OmniMindError('BAD_INPUT', `"${serviceId}" is no external server; its tools need no approval.`, {
    nextStep: 'To leave out a tool, disable it in a profile.',
  })
}

function notKept(): OmniMindError {
  return new OmniMindError('DATA_DIR_UNWRITABLE', 'The decision could not be stored, so it does not count.', {
    nextStep: 'See the log of the control center; free some space, or update OmniMind, and try again.',
  })
}
