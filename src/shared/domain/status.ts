import { z } from 'zod'
import type { ServiceSnapshot } from './service'
import { Health, ServiceId, Tier } from './service'
import { Problem } from '../errors'

/** The whole program in one word. */
export const OverallState = z.enum(['ready', 'starting', 'degraded', 'attention', 'stopping'])
export type OverallState = z.infer<typeof OverallState>

/** What `/status` answers. `pid` at the top is main's; `state` of a service is the kind of its state. */
export const StatusReport = z.object({
  version: z.string(),
  pid: z.number().int(),
  state: OverallState,
  services: z.array(
    z.object({
      id: ServiceId,
      title: z.string(),
      tier: Tier,
      port: z.number().int(),
      state: z.string(),
      wanted: z.string(),
      mode: z.string(),
      pid: z.number().int().nullable(),
      health: Health,
      uptimeMs: z.number(),
      restarts: z.number().int(),
      lastError: Problem.extend({ at: z.number() }).nullable(),
    }),
  ),
})
export type StatusReport = z.infer<typeof StatusReport>

/** The worst thing that is true of any service the person wants. */
export function overallState(services: readonly ServiceSnapshot[], quitting: boolean): OverallState {
  if (quitting) return 'stopping'
  const kinds = new Set(services.filter(({ wanted }) => wanted === 'running').map(({ state }) => state.kind))
  if (kinds.has('failed') || kinds.has('blocked')) return 'attention'
  if (kinds.has('degraded') || kinds.has('backing-off')) return 'degraded'
  return kinds.has('starting') || kinds.has('stopping') ? 'starting' : 'ready'
}

/**
 * The services of tier 0 and 1 that are wanted and not ready: without the gateway no client reaches the others.
 * One that sleeps until its first request is as ready as it is meant to be.
 */
export function unreadyEssentials(services: readonly ServiceSnapshot[]): ServiceSnapshot[] {
  return services.filter(({ tier, wanted, mode, state }) => {
    const asleep = mode === 'on-demand' && state.kind === 'stopped'
    return (tier === 0 || tier === 1) && wanted === 'running' && state.kind !== 'ready' && !asleep
  })
}
