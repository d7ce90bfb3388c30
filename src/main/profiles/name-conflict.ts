import { prefixed } from '@shared/domain/exposed-names'
import type { Profile } from '@shared/domain/profile'

/** A tool of a service, and the name a profile gives it. */
interface NamedTool {
  serviceId: string
  tool: string
  name: string
  /** A person chose it; otherwise it follows the profile's naming. */
  isChosen: boolean
}

/**
 * Finds two tools that would get one name. What follows the naming alone is told only where names are to be plain: with
 * prefixes they cannot meet.
 * @param services what the profile offers, in order
 * @param toolsOf names of a service's tools as they were last heard; empty when it was never heard
 */
export function nameConflict(
  { tools, naming }: Profile,
  services: readonly string[],
  toolsOf: (serviceId: string) => readonly string[],
): { name: string; tools: [string, string] } | null {
  const offered = services.flatMap((serviceId) =>
    namesOf(serviceId, tools, toolsOf(serviceId))
      .filter((tool) => tools[`${serviceId}/${tool}`]?.enabled !== false)
      .map((tool) => ({ serviceId, tool })),
  )
  const isUnique = new Set(offered.map(({ tool }) => tool)).size === offered.length
  const plain = naming === 'plain' || (naming === 'auto' && isUnique)
  const named = offered.map(({ serviceId, tool }): NamedTool => {
    const chosen = tools[`${serviceId}/${tool}`]?.name
    const name = chosen ?? (plain ? tool : prefixed(serviceId, tool))
    return { serviceId, tool, name, isChosen: chosen !== undefined }
  })
  for (const [name, [first, second]] of Map.groupBy(named, (one) => one.name))
    if (first && second && (plain || first.isChosen || second.isChosen))
      return { name, tools: [`${first.serviceId}/${first.tool}`, `${second.serviceId}/${second.tool}`] }
  return null
}

/** With the tools a person chose something for before they were ever heard. */
function namesOf(serviceId: string, tools: Profile['tools'], known: readonly string[]): string[] {
  const chosen = Object.keys(tools)
    .filter((key) => key.startsWith(`${serviceId}/`))
    .map((key) => key.slice(serviceId.length + 1))
  return [...new Set([...known, ...chosen])]
}
