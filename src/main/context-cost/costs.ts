import type { ContextCost } from '@shared/contract/trust'
import type { ToolStats } from '@shared/domain/metrics'
import { exposedTools } from '@shared/domain/exposed-tools'
import type { CatalogTool } from '@shared/domain/catalog'
import type { Profile } from '@shared/domain/profile'
import { searchToolDefinitions } from '@shared/mcp/search-tools'
import type { ContextCosts } from './token-counts'

/** A service as far as its cost goes. */
export interface CostedService {
  serviceId: string
  title: string
  tools: readonly CatalogTool[]
  /** Of the last 24 h, by tool. */
  stats: readonly ToolStats[]
}

/** JSON text in English takes about so many bytes a token. */
const BYTES_PER_TOKEN = 4

/** An address with all it would show. */
interface Address {
  id: string
  kind: ContextCost['kind']
  definitions: Record<string, unknown>[]
  searchDefinitions: Record<string, unknown>[]
  /** Calls and bytes of the results of its tools. */
  calls: number
  bytes: number
}

/** What the definitions and results of each service and profile cost a model's context. */
export function addressesOf(services: readonly CostedService[], profiles: readonly Profile[]): Address[] {
  const one = (id: string, kind: Address['kind'], of: readonly CostedService[], profile: Profile | null) => {
    const shown = exposedTools(of, profile).filter(({ tool }) => tool.trust === 'trusted')
    const names = new Set(shown.map(({ serviceId, tool }) => `${serviceId}/${tool.name}`))
    const stats = of.flatMap((service) =>
      service.stats.filter(({ target }) => names.has(`${service.serviceId}/${target}`)),
    )
    return {
      id,
      kind,
      definitions: shown.map(({ definition }) => definition),
      searchDefinitions: searchToolDefinitions(
        of.map(({ title }) => title),
        shown.length,
      ),
      calls: stats.reduce((sum, { calls }) => sum + calls, 0),
      bytes: stats.reduce((sum, { responseBytes }) => sum + responseBytes, 0),
    }
  }
  return [
    ...services.map((service) => one(service.serviceId, 'service', [service], null)),
    ...profiles.map((profile) => {
      const members = profile.services?.flatMap(
        (id) => services.find(({ serviceId }) => serviceId === id) ?? [],
      )
      return one(profile.id, 'profile', members ?? services, profile)
    }),
  ]
}

/** Everything that is to be counted for these addresses. */
export function definitionsOf(addresses: readonly Address[]): Record<string, unknown>[] {
  return addresses.flatMap(({ definitions, searchDefinitions }) => [...definitions, ...searchDefinitions])
}

export function costOf(address: Address, costs: Pick<ContextCosts, 'tokensOf'>): ContextCost {
  const sum = (definitions: readonly Record<string, unknown>[]): number =>
    definitions.reduce((tokens, definition) => tokens + (costs.tokensOf(definition) ?? 0), 0)
  const { id, kind, definitions, searchDefinitions, calls, bytes } = address
  return {
    id,
    kind,
    tools: definitions.length,
    definitionTokens: sum(definitions),
    searchModeTokens: sum(searchDefinitions),
    meanResultTokens: calls === 0 ? null : Math.round(bytes / calls / BYTES_PER_TOKEN),
    exact: [...definitions, ...searchDefinitions].every((definition) => costs.tokensOf(definition) !== null),
  }
}
