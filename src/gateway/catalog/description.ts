import { version } from '../../../package.json'
import { isPlainObject } from '@shared/mcp/json-rpc'
import type { OfferSource } from './offer'

/** All instructions together, in characters: they go into every client's context. */
const MAX_INSTRUCTIONS = 8 * 1024

/** What a handshake tells of an address. @param alone one service only, which speaks for itself */
export function describeOffer(sources: readonly OfferSource[], alone: boolean) {
  const [only] = sources
  return {
    capabilities: mergedCapabilities(sources),
    serverInfo:
      alone && only && typeof only.catalog.serverInfo['name'] === 'string'
        ? only.catalog.serverInfo
        : { name: 'omnimind', title: 'OmniMind', version },
    instructions: joinedInstructions(sources, alone),
  }
}

/** Lists are ours and always announce changes; the rest is there when any service has it. */
function mergedCapabilities(sources: readonly OfferSource[]): Record<string, unknown> {
  const all = sources.map(({ catalog }) => catalog.capabilities)
  const has = (name: string): boolean => all.some((capabilities) => isPlainObject(capabilities[name]))
  const subscribes = all.some(({ resources }) => isPlainObject(resources) && resources['subscribe'] === true)
  return {
    tools: { listChanged: true },
    prompts: { listChanged: true },
    resources: { listChanged: true, ...(subscribes && { subscribe: true }) },
    ...(has('completions') && { completions: {} }),
    ...(has('logging') && { logging: {} }),
  }
}

function joinedInstructions(sources: readonly OfferSource[], alone: boolean): string | undefined {
  const parts = sources.flatMap(({ service, catalog }) => {
    if (catalog.instructions === null || catalog.instructions === '') return []
    return [alone ? catalog.instructions : `# ${service.title}\n${catalog.instructions}`]
  })
  return parts.length === 0 ? undefined : parts.join('\n\n').slice(0, MAX_INSTRUCTIONS)
}
