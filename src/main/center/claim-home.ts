import { OmniMindError } from '@shared/errors'
import { sleep, type Clock } from '@shared/lib/clock'
import type { Host, InstanceClaim } from '../host/host'

/** An owner that has just begun announces itself within this time. */
const ANNOUNCEMENT_MS = 3_000
const LOOK_EVERY_MS = 100

/**
 * Takes the data directory, or tells who has it.
 * @throws OmniMindError ALREADY_RUNNING
 */
export async function claimHome(
  host: Host,
  clock: Clock,
): Promise<Extract<InstanceClaim, { kind: 'owner' }>> {
  for (let waitedMs = 0; ; waitedMs += LOOK_EVERY_MS) {
    const claim = host.claimInstance()
    if (claim.kind === 'owner') return claim
    if (claim.by !== null || waitedMs >= ANNOUNCEMENT_MS) throw alreadyRunning(host.paths.home, claim.by)
    await sleep(clock, LOOK_EVERY_MS)
  }
}

function alreadyRunning(home: string, by: { pid: number; dashboardPort: number } | null): OmniMindError {
  const where =
    by === null ? '' : ` (pid ${by.pid}, dashboard http://127.0.0.1:${by.dashboardPort}/dashboard)`
  return new OmniMindError('ALREADY_RUNNING', `OmniMind already runs on ${home}${where}.`, {
    nextStep:
      'Use that one ("omnimind open"), stop it ("omnimind stop"), or start another with --home and OMNIMIND_PORT_OFFSET.',
  })
}
