import type { CatalogTool } from './catalog'
import { exposedNames, validToolName } from './exposed-names'
import type { Profile } from './profile'

/** A tool as an address shows it. */
export interface ExposedTool {
  serviceId: string
  tool: CatalogTool
  /** Name and description as the profile wants them. */
  definition: Record<string, unknown> & { name: string }
}

/**
 * The tools an address shows, trusted ones and others, in order.
 * @param services the address' services in their order
 * @param profile null for one service alone: everything as it names it itself
 */
export function exposedTools(
  services: readonly { serviceId: string; tools: readonly CatalogTool[] }[],
  profile: Profile | null,
): ExposedTool[] {
  const all = services.flatMap(({ serviceId, tools }) =>
    tools.map((tool) => {
      const choice = profile?.tools[`${serviceId}/${tool.name}`]
      return { serviceId, tool, choice, name: validToolName(tool.name), chosen: choice?.name ?? null }
    }),
  )
  const wanted = all.filter(({ choice }) => choice?.enabled !== false)
  const names = exposedNames(wanted, profile?.naming ?? 'plain')
  return wanted.map(({ serviceId, tool, choice }, index) => ({
    serviceId,
    tool,
    definition: {
      ...tool.definition,
      name: names[index] ?? tool.name,
      ...(choice?.description !== undefined && { description: choice.description }),
    },
  }))
}
