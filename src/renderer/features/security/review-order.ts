import type { ToolReview } from '@shared/contract/trust'
import { TrustState } from '@shared/domain/catalog'

export interface ReviewFilter {
  text: string
  serviceId: string
  /** A trust state, `waiting` for new and changed ones, `findings`, or empty. */
  state: string
}

export function filterReviews(reviews: readonly ToolReview[], filter: ReviewFilter): ToolReview[] {
  const wanted = filter.text.trim().toLowerCase()
  return reviews.filter(
    ({ serviceId, tool }) =>
      (filter.serviceId === '' || serviceId === filter.serviceId) &&
      fitsState(tool, filter.state) &&
      (wanted === '' ||
        `${tool.name} ${serviceId} ${describe(tool.definition)}`.toLowerCase().includes(wanted)),
  )
}

function fitsState({ trust, findings }: ToolReview['tool'], state: string): boolean {
  if (state === 'waiting') return trust !== 'trusted'
  if (state === 'findings') return findings.length > 0
  const one = TrustState.safeParse(state)
  return !one.success || trust === one.data
}

const urgency: Record<TrustState, number> = { changed: 0, new: 1, trusted: 2 }

/** By a column, `-` before it reverses; equal ones by service and name. */
export function sortReviews(reviews: readonly ToolReview[], sort: string): ToolReview[] {
  const key = sort.replace('-', '')
  const direction = sort.startsWith('-') ? -1 : 1
  const rank = ({ tool, tokens }: ToolReview): number => {
    if (key === 'trust') return urgency[tool.trust] - tool.findings.length / 100
    if (key === 'tokens') return tokens ?? 0
    return key === 'findings' ? tool.findings.length : 0
  }
  const byName = (a: ToolReview, b: ToolReview): number =>
    key === 'tool'
      ? a.tool.name.localeCompare(b.tool.name)
      : a.serviceId.localeCompare(b.serviceId) || a.tool.name.localeCompare(b.tool.name)
  return [...reviews].sort((a, b) => {
    const apart = rank(a) - rank(b)
    return apart === 0
      ? byName(a, b) * (key === 'tool' || key === 'service' ? direction : 1)
      : apart * direction
  })
}

/** The tool's own words, if it has any. */
export function describe(definition: Record<string, unknown>): string {
  return typeof definition['description'] === 'string' ? definition['description'] : ''
}
