import type { Catalog } from '@shared/domain/catalog'
import { exposedNames } from '@shared/domain/exposed-names'
import { exposedTools, type ExposedTool } from '@shared/domain/exposed-tools'
import type { Profile } from '@shared/domain/profile'
import type { OfferedService } from '@shared/process/gateway-messages'
import { templateMatcher } from './uri-template'

type Entry = Record<string, unknown>

export type OfferedTool = ExposedTool

/** What one address offers at one moment, ready to be listed and looked up. */
export interface Offer {
  tools: OfferedTool[]
  /** Tools that are there and may not be used, by the names under which somebody might ask for them. */
  blocked: Map<string, OfferedTool>
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
    if (offered.tool.trust !== 'trusted') blocked.set(offered.definition.name, offered)
  return {
    tools: tools.filter(({ tool }) => tool.trust === 'trusted'),
    blocked,
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
