import type { Catalog, CatalogTool, Finding, TrustState } from '@shared/domain/catalog'
import type { OfferedService } from '@shared/process/gateway-messages'
import { findingsOf } from './findings'
import { fingerprint } from './fingerprint'
import type { Learned } from './learn'
import { MAX_COMPARED, Neighbours, type Neighbour } from './neighbours'

/** A service and what it said of itself. */
export interface Heard {
  service: OfferedService
  learned: Learned
  /** UTC epoch ms. */
  at: number
}

type Definition = Record<string, unknown>

/** What comparing services brought, kept while their offers stay the same: most changes are of approvals or profiles. */
export interface Compared {
  of: readonly unknown[]
  findings: readonly (readonly Finding[][])[]
}

/**
 * The services' offers with each tool judged: pinned by its fingerprint, flagged where a person should look twice.
 * All together, as some findings compare services; in the given order.
 * @param before of the last time; it is brought up to date
 */
export function judged(heard: readonly Heard[], before: Compared = { of: [], findings: [] }): Catalog[] {
  const of = heard.flatMap(({ service, learned }) => [
    service.serviceId,
    service.title,
    service.approved === null,
    learned,
  ])
  if (of.length !== before.of.length || of.some((one, index) => one !== before.of[index]))
    Object.assign(before, { of, findings: compared(heard) })
  return heard.map(({ service, learned, at }, index) => {
    const tools = learned.tools.map((definition, position): CatalogTool => {
      const { name, fingerprint: print } = verdictOn(definition)
      const trust = trustOf(service.approved, name, print)
      const findings = before.findings[index]?.[position] ?? []
      return { name, definition, fingerprint: print, trust, findings }
    })
    const said = service.approved === null ? learned : withoutFlagged(learned)
    return { ...said, serviceId: service.serviceId, at, tools }
  })
}

/** The findings of all tools, by the service's place and the tool's. */
function compared(heard: readonly Heard[]): Finding[][][] {
  const all = heard.map(({ service, learned }) => ({
    ...service,
    tools: learned.tools.map((definition) => ({ ...verdictOn(definition), definition })),
  }))
  // Built-in services come with the program, are trusted with it, and can only be imitated.
  const ownFirst = all.toSorted((a, b) => Number(a.approved !== null) - Number(b.approved !== null))
  const neighbours = new Neighbours(all)
  const found = new Map<Neighbour, Finding[][]>()
  for (const one of ownFirst) {
    const findings = one.tools.map((tool, position) => {
      if (one.approved === null) return []
      if (position >= MAX_COMPARED) return [...tool.findings, UNCOMPARED]
      return [...tool.findings, ...neighbours.findings(one.serviceId, tool)]
    })
    found.set(one, findings)
    neighbours.add(one)
  }
  return all.map((one) => found.get(one) ?? [])
}

const UNCOMPARED: Finding = {
  kind: 'unchecked',
  text: `Its server has more than ${MAX_COMPARED} tools; this one was not compared with those of other servers.`,
}

/** Instructions go into every handshake, before anybody approved anything: what is flagged in them is not passed on. */
function withoutFlagged(learned: Learned): Learned {
  const { instructions, problem } = learned
  if (instructions === null) return learned
  const [finding] = findingsOf({ instructions }).filter(({ kind }) => kind !== 'oversized')
  if (!finding) return learned
  const why = `Its instructions are not passed on: ${finding.text}`
  return { ...learned, instructions: null, problem: problem === null ? why : `${problem} ${why}` }
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
