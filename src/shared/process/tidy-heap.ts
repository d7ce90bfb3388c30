import type { Clock } from '../lib/clock'
import type { Disposable } from '../lib/disposable'

/** How often the process looks at itself. */
const WINDOW_MS = 3_000
/** Below this share of one core nobody works with it. */
const IDLE_SHARE = 0.05

/**
 * Collects all garbage once after every time of work (the start is one), when a whole window was idle: V8 itself leaves
 * it lying, and code that will not run again with it, 5 MB in a process that just started. This takes 30 to 100 ms, so
 * it must not be done while somebody waits. Needs --expose-gc, which main gives to its programs.
 * @param cpuMs CPU time the process used so far
 */
export function tidyHeapWhenIdle(clock: Pick<Clock, 'every'>, collect = collectAll, cpuMs = ownCpuMs): Disposable {
  let worked = true
  let before = cpuMs()
  return clock.every(WINDOW_MS, () => {
    const isIdle = cpuMs() - before < WINDOW_MS * IDLE_SHARE
    if (isIdle && worked) collect()
    worked = !isIdle
    before = cpuMs()
  })
}

/** Several rounds, until no more can be freed. */
function collectAll(): void {
  void globalThis.gc?.({ type: 'major', execution: 'sync', flavor: 'last-resort' })
}

function ownCpuMs(): number {
  const { user, system } = process.cpuUsage()
  return (user + system) / 1_000
}
