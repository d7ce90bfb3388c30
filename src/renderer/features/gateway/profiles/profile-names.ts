import type { ToolReview } from '@shared/contract/trust'
import { NAME_SEPARATOR, type Profile } from '@shared/domain/profile'

/** A tool as it would stand behind a profile's address. */
export interface ProfileTool {
  /** `SERVICE/TOOL`. */
  key: string
  review: ToolReview
  /** The name clients would see. */
  name: string
  isEnabled: boolean
  /** False for a tool that waits for review: no client sees it. */
  isTrusted: boolean
  /** Another tool of the profile would get the same name. */
  clashes: boolean
  /** Of its definition, with the changes of the profile; null until counted. */
  tokens: number | null
}

/** Characters a token stands for, on average, in English and JSON. */
const CHARACTERS_PER_TOKEN = 4

/** Every tool of a profile's services, in the order clients would get them. */
export function profileTools(
  profile: Profile,
  reviews: readonly ToolReview[],
  serviceIds: readonly string[],
): ProfileTool[] {
  const ids = profile.services ?? serviceIds
  const mine = ids.flatMap((id) => reviews.filter((review) => review.serviceId === id))
  const isPlain = usesPlainNames(profile, mine, ids.length)
  const tools = mine.map((review) => {
    const key = keyOf(review)
    const choice = profile.tools[key]
    const { name } = review.tool
    return {
      key,
      review,
      name: choice?.name ?? (isPlain ? name : `${review.serviceId}${NAME_SEPARATOR}${name}`),
      isEnabled: choice?.enabled !== false,
      isTrusted: review.tool.trust === 'trusted',
      clashes: false,
      tokens: tokensOf(review, choice?.description),
    }
  })
  const counts = new Map<string, number>()
  for (const { name, isEnabled } of tools) if (isEnabled) counts.set(name, (counts.get(name) ?? 0) + 1)
  return tools.map((tool) => ({ ...tool, clashes: tool.isEnabled && (counts.get(tool.name) ?? 0) > 1 }))
}

export function keyOf({ serviceId, tool }: ToolReview): string {
  return `${serviceId}/${tool.name}`
}

/** What the address would offer: how many tools, for how many tokens. */
export function offerOf(tools: readonly ProfileTool[]): { count: number; tokens: number } {
  const offered = tools.filter(({ isEnabled, isTrusted }) => isEnabled && isTrusted)
  return { count: offered.length, tokens: offered.reduce((sum, { tokens }) => sum + (tokens ?? 0), 0) }
}

function usesPlainNames(profile: Profile, reviews: readonly ToolReview[], services: number): boolean {
  if (profile.naming !== 'auto') return profile.naming === 'plain'
  const enabled = reviews.filter((review) => profile.tools[keyOf(review)]?.enabled !== false)
  return services === 1 || new Set(enabled.map(({ tool }) => tool.name)).size === enabled.length
}

/** The counted cost, moved by what a new description is longer or shorter: an estimate until it is saved. */
function tokensOf({ tokens, tool }: ToolReview, description: string | undefined): number | null {
  if (tokens === null || description === undefined) return tokens
  const before = typeof tool.definition['description'] === 'string' ? tool.definition['description'] : ''
  return Math.max(1, tokens + Math.round((description.length - before.length) / CHARACTERS_PER_TOKEN))
}

/** A title as an id: `My project!` becomes `my-project`. */
export function idFrom(title: string): string {
  return title
    .toLowerCase()
    .normalize('NFKD')
    .replaceAll(/[^a-z0-9]+/g, '-')
    .replaceAll(/^[^a-z]+|-+$/g, '')
    .slice(0, 63)
}
