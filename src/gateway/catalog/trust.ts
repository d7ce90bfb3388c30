import type { Catalog, CatalogTool, Finding, TrustState } from '@shared/domain/catalog'
import type { OfferedService } from '@shared/process/gateway-messages'
import { findingsOf } from './findings'
import { fingerprint } from './fingerprint'
import type { Learned } from './learn'
import { Neighbours, type Neighbour } from './neighbours'

/** A service and what it said of itself. */
export interface Heard {
  service: OfferedService
  learned: Learned
  /** UTC epoch ms. */
  at: number
}

type Definition = Record<string, unknown>

/**
 * The services' offers with each tool judged: pinned by its fingerprint, flagged where a person should look twice.
 * All together, as some findings compare services; in the given order.
 */
export function judged(heard: readonly Heard[]): Catalog[] {
  const all = heard.map(({ service, learned }) => ({
    ...service,
    tools: learned.tools.map((definition) => ({ ...verdictOn(definition), definition })),
  }))
  // Built-in services come with the program, are trusted with it, and can only be imitated.
  const ownFirst = all.toSorted((a, b) => Number(a.approved !== null) - Number(b.approved !== null))
  const neighbours = new Neighbours(all)
  const found = new Map<Neighbour, Finding[][]>()
  for (const one of ownFirst) {
    const findings = one.tools.map((tool) =>
      one.approved === null ? [] : [...tool.findings, ...neighbours.findings(one.serviceId, tool)],
    )
    found.set(one, findings)
    neighbours.add(one)
  }
  return heard.map(({ learned, at }, index) => {
    const one = all[index]
    const tools = (one?.tools ?? []).map(
      ({ name, definition, fingerprint: print }, position): CatalogTool => ({
        name,
        definition,
        fingerprint: print,
        trust: trustOf(one?.approved ?? null, name, print),
        findings: (one && found.get(one)?.[position]) ?? [],
      }),
    )
    return { ...learned, serviceId: heard[index]?.service.serviceId ?? '', at, tools }
  })
}

interface Verdict {
  name: string
  fingerprint: string
  findings: Finding[]
}

/** By definition object: it stays the same until the service is asked again. */
const verdicts = new WeakMap<Definition, Verdict>()

function verdictOn(definition: Definition): Verdict {
  let verdict = verdicts.get(definition)
  if (!verdict) {
    const name = String(definition['name'])
    verdict = { name, fingerprint: fingerprint(definition), findings: findingsOf(definition) }
    verdicts.set(definition, verdict)
  }
  return verdict
}

function trustOf(approved: OfferedService['approved'], name: string, print: string): TrustState {
  if (approved === null) return 'trusted'
  const pinned = Object.hasOwn(approved, name) ? approved[name] : undefined
  if (pinned === undefined) return 'new'
  return pinned === print ? 'trusted' : 'changed'
}
