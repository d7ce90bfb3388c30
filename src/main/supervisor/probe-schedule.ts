import { SECOND, type Clock } from '@shared/lib/clock'
import type { Disposable } from '@shared/lib/disposable'
import type { HealthFact } from '@shared/domain/service'
import type { Problem } from '@shared/errors'
import { deadline } from './deadline'

const INTERVAL_MS = 30 * SECOND
const TIMEOUT_MS = 10 * SECOND
const RETRIES = 3
/** Failures this soon after the start mean "not yet", not "broken". */
export const START_PERIOD_MS = 15 * SECOND
/** A service that was never ready is asked again this soon: somebody waits for it. */
const STARTING_INTERVAL_MS = SECOND

/** What one probe proved; it never throws, a failure is a result. */
export interface ProbeResult {
  handshake: HealthFact
  tools: HealthFact
  call: HealthFact
  toolCount: number | null
  /** null when all three facts were proven. */
  problem: Problem | null
}
export type Probe = (signal: AbortSignal) => Promise<ProbeResult>

export interface ProbeListener {
  /** After every probe; `failures` is how many in a row failed, the start period not counted. */
  onResult(result: ProbeResult, failures: number): void
  /** Three in a row failed; the schedule has stopped. */
  onGiveUp(problem: Problem): void
}

export interface ProbeSchedule extends Disposable {
  pause(): void
  resume(): void
}

/**
 * The classic probe: at once, then every 30 s, each with 10 s time, three failures in a row give up. Before
 * the first success it asks every second, and failures in the first 15 s do not count.
 *
 * @param startedAtMs when the process started, monotonic ms
 */
export function createProbeSchedule(
  clock: Clock,
  probe: Probe,
  listener: ProbeListener,
  startedAtMs: number,
): ProbeSchedule {
  let everSucceeded = false
  let failures = 0
  let timer: Disposable | null = null
  let running: AbortController | null = null

  const run = async (): Promise<void> => {
    timer = null
    const mine = (running = new AbortController())
    const timeout = deadline(clock, TIMEOUT_MS, () => mine.abort(new Error('no answer within 10 s')))
    const result = await probe(mine.signal)
    timeout.dispose()
    // Paused or disposed meanwhile: what it found says nothing about now.
    if (running !== mine) return
    running = null
    judge(result)
  }
  const judge = (result: ProbeResult): void => {
    everSucceeded ||= result.problem === null
    const inStartPeriod = !everSucceeded && clock.monotonicMs() - startedAtMs < START_PERIOD_MS
    failures = result.problem === null || inStartPeriod ? 0 : failures + 1
    timer = clock.after(everSucceeded ? INTERVAL_MS : STARTING_INTERVAL_MS, () => void run())
    const givesUp = result.problem !== null && failures >= RETRIES
    if (givesUp) pause()
    listener.onResult(result, failures)
    if (givesUp && result.problem) listener.onGiveUp(result.problem)
  }
  const pause = (): void => {
    timer?.dispose()
    timer = null
    const aborted = running
    running = null
    aborted?.abort(new Error('no longer needed'))
  }
  const resume = (): void => {
    if (!timer && !running) void run()
  }
  resume()
  return { pause, resume, dispose: pause }
}
