import { SECOND, type Clock } from '@shared/lib/clock'
import type { Emitter } from '@shared/lib/emitter'
import type { ServiceSnapshot } from '@shared/domain/service'

/** Who waits for a state to settle waits this long at most; then the state speaks for itself. */
const SETTLE_MS = 30 * SECOND

/** Resolves as soon as the service neither starts nor stops: with the state it reached. */
export function settled(
  clock: Clock,
  now: () => ServiceSnapshot,
  changes: Emitter<ServiceSnapshot>,
): Promise<ServiceSnapshot> {
  const snapshot = now()
  if (isSettled(snapshot)) return Promise.resolve(snapshot)
  return new Promise((resolve) => {
    const finish = (snapshot: ServiceSnapshot): void => {
      limit.dispose()
      listening.dispose()
      resolve(snapshot)
    }
    const limit = clock.after(SETTLE_MS, () => finish(now()))
    const listening = changes.on((snapshot) => {
      if (isSettled(snapshot)) finish(snapshot)
    })
  })
}

function isSettled({ state }: ServiceSnapshot): boolean {
  return state.kind !== 'starting' && state.kind !== 'stopping'
}
