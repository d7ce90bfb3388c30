import type { Tier } from '@shared/domain/service'

/** Tiers in the order they start; they stop the other way round. */
const START_ORDER: readonly Tier[] = [0, 1, 2, 3, 'observer']

/** Lower starts earlier. */
export function startPriority(tier: Tier): number {
  return START_ORDER.indexOf(tier)
}
