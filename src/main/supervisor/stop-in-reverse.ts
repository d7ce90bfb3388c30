import { SECOND, sleep, type Clock } from '@shared/lib/clock'
import type { Service } from './service'

/** What a tier gets to stop before the next one is asked too. Four tiers and 5 s of escalation fit into 6 s. */
const TIER_HEAD_START_MS = 300
const SHUTDOWN_MS = 5.5 * SECOND

/** Tier by tier from the last to the first; a tier that takes its time does not hold up the next for long. */
export async function stopInReverse(inStartOrder: readonly Service[], clock: Clock): Promise<void> {
  const tiers = Map.groupBy(inStartOrder.toReversed(), ({ manifest }) => manifest.tier)
  const stopping: Promise<unknown>[] = []
  for (const tier of tiers.values()) {
    const stopped = Promise.all(tier.map((service) => service.quit()))
    stopping.push(stopped)
    await Promise.race([stopped, sleep(clock, TIER_HEAD_START_MS)])
  }
  // A process the kernel cannot end must not keep the app from quitting.
  await Promise.race([Promise.all(stopping), sleep(clock, SHUTDOWN_MS)])
}
