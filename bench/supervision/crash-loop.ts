import { DAY, MINUTE, SECOND } from '../../src/shared/lib/clock'
import type { SupervisorDeps } from '../../src/main/supervisor'
import { createWorld } from '../../tests/support/supervisor-world'

export interface Replay {
  /** How long the service lives after it is ready, ms. */
  livesMs: number
  /** Restarts in the first 24 h: process starts but the first. */
  firstDay: number
  /** Most restarts in any 24 h of the replay. */
  worstDay: number
  /** How often a person was told that it failed, in the first 24 h. */
  failuresTold: number
}

/**
 * Replays a service that dies `livesMs` after each start, through the real supervisor, in virtual time.
 *
 * @param random the jitter's source, in [0, 1)
 * @param days how long
 */
export async function replayCrashLoop(
  livesMs: number,
  random: () => number,
  days = 1,
  policy: SupervisorDeps['policy'] = 'standard',
): Promise<Replay> {
  const world = createWorld(undefined, { random, policy })
  const startedAt: number[] = []
  world.host.onSpawn = (process) => {
    startedAt.push(world.clock.monotonicMs())
    process.listening()
    world.clock.after(livesMs, () => process.crash('SIGSEGV'))
  }
  try {
    world.supervisor.startWanted()
    await world.clock.advance(days * DAY)
  } finally {
    world.dispose()
  }
  const [, ...restarts] = startedAt
  const begin = world.clock.epochMs() - days * DAY
  return {
    livesMs,
    firstDay: restarts.filter((at) => at < DAY).length,
    worstDay: Math.max(0, ...restarts.map((at) => restarts.filter((o) => o >= at && o < at + DAY).length)),
    failuresTold: world.events.filter(({ kind, at }) => kind === 'failed' && at - begin < DAY).length,
  }
}

/** `count` times to live from 0.1 s to 30 min, evenly spread over the logarithm, and the 44.04 s of the incident. */
export function timesToLive(count: number): number[] {
  const [from, to] = [0.1 * SECOND, 30 * MINUTE]
  const spread = Array.from({ length: count }, (_, step) => from * (to / from) ** (step / (count - 1)))
  return [...spread, 44.04 * SECOND].sort((a, b) => a - b)
}
