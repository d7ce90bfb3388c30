import type { Catalog } from '@shared/domain/catalog'
import { exposedNames, prefixed } from '@shared/domain/exposed-names'
import { exposedTools, type ExposedTool } from '@shared/domain/exposed-tools'
import type { Profile } from '@shared/domain/profile'
import type { OfferedService } from '@shared/process/gateway-messages'
import { templateMatcher } from './uri-template'

type Entry = Record<string, unknown>

export type OfferedTool = ExposedTool

/** What one address offers at one moment, ready to be listed and looked up. */
export interface Offer {
  tools: OfferedTool[]
  /** Tools that are there and may not be used, by every name under which somebody might ask for them. */
  blocked: Map<string, OfferedTool>
  /** Names that must not come to mean another tool: of blocked ones, and of those the person turned off. */
  reserved: ReadonlySet<string>
  prompts: { serviceId: string; name: string; definition: Entry }[]
  resources: { serviceId: string; uri: string; definition: Entry }[]
  templates: { serviceId: string; definition: Entry; matches: (uri: string) => boolean }[]
}

export interface OfferSource {
  service: OfferedService
  catalog: Catalog
}

/** @param profile null for one service alone: everything as it names it itself */
export function buildOffer(sources: readonly OfferSource[], profile: Profile | null): Offer {
  const naming = profile?.naming ?? 'plain'
  const tools = exposedTools(
    sources.map(({ service, catalog }) => ({ serviceId: service.serviceId, tools: catalog.tools })),
    profile,
  )
  const blocked = new Map<string, OfferedTool>()
  for (const offered of tools)
    if (offered.tool.trust !== 'trusted') keepFirst(blocked, namesOf(offered), offered)
  return {
    tools: tools.filter(({ tool }) => tool.trust === 'trusted'),
    blocked,
    reserved: new Set([...blocked.keys(), ...disabledNames(sources, profile)]),
    prompts: offeredPrompts(sources, naming),
    resources: onceEach(sources, 'resources', 'uri').map(({ serviceId, definition, key }) => ({
      serviceId,
      definition,
      uri: key,
    })),
    templates: onceEach(sources, 'resourceTemplates', 'uriTemplate').map(
      ({ serviceId, definition, key }) => ({
        serviceId,
        definition,
        matches: templateMatcher(key),
      }),
    ),
  }
}

/** The shown name, and those a client may remember from another naming. */
function namesOf({ serviceId, tool, definition }: OfferedTool): string[] {
  return [definition.name, prefixed(serviceId, tool.name), tool.name]
}

function disabledNames(sources: readonly OfferSource[], profile: Profile | null): string[] {
  return sources.flatMap(({ service: { serviceId }, catalog }) =>
    catalog.tools.flatMap(({ name }) =>
      profile?.tools[`${serviceId}/${name}`]?.enabled === false ? [name, prefixed(serviceId, name)] : [],
    ),
  )
}

function keepFirst<T>(map: Map<string, T>, names: readonly string[], value: T): void {
  for (const name of names) if (!map.has(name)) map.set(name, value)
}

function offeredPrompts(sources: readonly OfferSource[], naming: Profile['naming']): Offer['prompts'] {
  const all = sources.flatMap(({ service, catalog }) =>
    catalog.prompts.map((definition) => ({
      serviceId: service.serviceId,
      name: String(definition['name']),
      chosen: null,
      definition,
    })),
  )
  const names = exposedNames(all, naming)
  return all.map(({ serviceId, name, definition }, index) => ({
    serviceId,
    name,
    definition: { ...definition, name: names[index] },
  }))
}

/** Two services may name the same resource: the first one answers for it. */
function onceEach(
  sources: readonly OfferSource[],
  kind: 'resources' | 'resourceTemplates',
  member: string,
): { serviceId: string; definition: Entry; key: string }[] {
  const seen = new Set<string>()
  return sources.flatMap(({ service, catalog }) =>
    catalog[kind].flatMap((definition) => {
      const key = String(definition[member])
      if (seen.has(key)) return []
      seen.add(key)
      return [{ serviceId: service.serviceId, definition, key }]
    }),
  )
}
