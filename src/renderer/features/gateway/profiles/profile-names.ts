import type { ToolReview } from '@shared/contract/trust'
import { exposedNames, validToolName } from '@shared/domain/exposed-names'
import type { Profile } from '@shared/domain/profile'

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
  /** It cannot have the name that was chosen for it: an earlier tool has it. */
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
  const names = namesOf(profile, mine)
  return mine.map((review) => {
    const key = keyOf(review)
    const choice = profile.tools[key]
    const name = names.get(key)
    return {
      key,
      review,
      name: name ?? choice?.name ?? review.tool.name,
      isEnabled: choice?.enabled !== false,
      isTrusted: review.tool.trust === 'trusted',
      clashes: name !== undefined && choice?.name !== undefined && choice.name !== name,
      tokens: tokensOf(review, choice?.description),
    }
  })
}

/** The names clients would see, as the gateway gives them; a tool that is off has none. */
function namesOf(profile: Profile, reviews: readonly ToolReview[]): Map<string, string> {
  const enabled = reviews.filter((review) => profile.tools[keyOf(review)]?.enabled !== false)
  const entries = enabled.map((review) => ({
    serviceId: review.serviceId,
    name: validToolName(review.tool.name),
    chosen: profile.tools[keyOf(review)]?.name ?? null,
  }))
  const names = exposedNames(entries, profile.naming)
  return new Map(enabled.map((review, index) => [keyOf(review), names[index] ?? review.tool.name]))
}

export function keyOf({ serviceId, tool }: ToolReview): string {
  return `${serviceId}/${tool.name}`
}

/** What the address would offer: how many tools, for how many tokens. */
export function offerOf(tools: readonly ProfileTool[]): { count: number; tokens: number } {
  const offered = tools.filter(({ isEnabled, isTrusted }) => isEnabled && isTrusted)
  return { count: offered.length, tokens: offered.reduce((sum, { tokens }) => sum + (tokens ?? 0), 0) }
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
