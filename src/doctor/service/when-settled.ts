import type { ServiceSnapshot } from '@shared/domain/service'
import type { Examination } from '../examination'

/** A service of a running OmniMind, as whoever examines it can follow it. */
export interface Watched {
  snapshot: ServiceSnapshot
  /** As it is now. */
  look: () => Promise<ServiceSnapshot>
  /** Starts it when it sleeps; how that goes, its state tells. */
  wake: () => Promise<unknown>
}

const LOOK_MS = 200

/**
 * Wakes a service that sleeps or falls asleep now, and looks until it serves or stands still, at most as long as a start may take.
 * @returns as it was seen last
 */
export async function whenSettled(
  exam: Examination,
  { snapshot, look, wake }: Watched,
): Promise<ServiceSnapshot> {
  const deadline = exam.clock.monotonicMs() + exam.limits.startMs
  let now = snapshot
  let wasAsleep = false
  while (isComing(now) && exam.clock.monotonicMs() < deadline) {
    if (isAsleep(now) && !wasAsleep) wake().catch(() => {})
    wasAsleep = isAsleep(now)
    await exam.pause(LOOK_MS)
    now = await look()
  }
  return now
}

/** It stops also to sleep, and to start anew with other settings. */
function isComing(snapshot: ServiceSnapshot): boolean {
  const { state, wanted } = snapshot
  if (state.kind === 'stopping') return wanted === 'running'
  return state.kind === 'starting' || isAsleep(snapshot)
}

/** Stopped because nobody needs it now. */
function isAsleep({ state, wanted }: ServiceSnapshot): boolean {
  return state.kind === 'stopped' && wanted === 'running'
}
