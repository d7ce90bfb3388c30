import type { Clock } from '../lib/clock'
import type { Disposable } from '../lib/disposable'

/** How often the process looks at itself until it has started. */
const WINDOW_MS = 3_000
/** Below this share of one core its start is over and nobody works with it yet. */
const IDLE_SHARE = 0.05

/**
 * Collects once, when the start is over, the garbage it left and the code that will not run again: V8 itself lets both
 * lie, 5 MB and more. Not repeated later: it takes 30 to 100 ms, and what it forgets of code in use has to be compiled
 * anew, so calls after it would be slower. Needs --expose-gc, which main gives to its programs.
 * @param cpuMs CPU time the process used so far
 */
export function tidyHeapAfterStart(
  clock: Pick<Clock, 'every'>,
  collect = collectAll,
  cpuMs = ownCpuMs,
): Disposable {
  let before = cpuMs()
  const looking = clock.every(WINDOW_MS, () => {
    const used = cpuMs() - before
    before += used
    if (used >= WINDOW_MS * IDLE_SHARE) return
    looking.dispose()
    collect()
  })
  return looking
}

/** Several rounds, until no more can be freed. */
function collectAll(): void {
  globalThis.gc?.({ type: 'major', execution: 'sync', flavor: 'last-resort' })
}

function ownCpuMs(): number {
  const { user, system } = process.cpuUsage()
  return (user + system) / 1_000
}
