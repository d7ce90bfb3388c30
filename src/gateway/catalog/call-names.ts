import { prefixed } from '@shared/domain/exposed-names'
import type { Offer, OfferedTool } from './offer'

/**
 * Besides the shown name: the prefixed one, and the plain one where it is nobody else's. What was a tool's name stays
 * its own while it is blocked: else a client that remembers it would call another service with what was meant for it.
 */
export function callNames({ tools, reserved }: Offer): Map<string, OfferedTool> {
  const names = new Map(tools.map((offered) => [offered.definition.name, offered]))
  const addAlias = (name: string, offered: OfferedTool): void => {
    if (!names.has(name) && !reserved.has(name)) names.set(name, offered)
  }
  for (const offered of tools) addAlias(prefixed(offered.serviceId, offered.tool.name), offered)
  const plain = Map.groupBy(tools, ({ tool }) => tool.name)
  for (const [name, [first, ...others]] of plain) if (first && others.length === 0) addAlias(name, first)
  return names
}

/** By the shown name and, where that is another, the prefixed one. */
export function promptNames(offer: Offer): Map<string, Offer['prompts'][number]> {
  const names = new Map(offer.prompts.map((prompt) => [String(prompt.definition['name']), prompt]))
  for (const prompt of offer.prompts) {
    const long = prefixed(prompt.serviceId, prompt.name)
    if (!names.has(long)) names.set(long, prompt)
  }
  return names
}
