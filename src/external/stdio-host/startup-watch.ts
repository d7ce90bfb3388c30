import { MINUTE, SECOND, type Clock } from '@shared/lib/clock'
import type { Disposable } from '@shared/lib/disposable'
import type { TreeUsage } from './process-tree'

export interface StartupWatchDeps {
  clock: Clock
  /** Silence this long, with nothing at work, counts as hung. */
  silenceMs: number
  /** What the child's processes used so far; null where the system does not tell. */
  usage: () => TreeUsage | null
  onProgress(text: string): void
  /** Why there is no use in waiting on, in words. */
  onHung(reason: string): void
}

const LOOK_MS = SECOND
const TELL_MS = 5 * SECOND
/** However busy it looks. */
const LONGEST_MS = 30 * MINUTE
/** Between two looks. An idle runtime's own timers stay below both. */
const BUSY_CPU_MS = 20
const BUSY_IO_BYTES = 4_096

/**
 * Tells a child that is being installed or built from one that hangs: only silence counts, and neither output nor
 * processes at work are silence. Ends with `dispose`.
 */
export class StartupWatch implements Disposable {
  readonly #deps: StartupWatchDeps
  readonly #startedAt: number
  readonly #looking: Disposable
  #lastSignAt: number
  #lastToldAt: number
  #lastUsage: TreeUsage | null
  #lastWords = ''

  constructor(deps: StartupWatchDeps) {
    this.#deps = deps
    this.#startedAt = deps.clock.monotonicMs()
    this.#lastSignAt = this.#startedAt
    this.#lastToldAt = this.#startedAt
    this.#lastUsage = deps.usage()
    this.#looking = deps.clock.every(LOOK_MS, () => this.#look())
  }

  /** It printed something. */
  heard(text: string): void {
    this.#lastSignAt = this.#deps.clock.monotonicMs()
    const words = lastLine(text)
    if (words !== '') this.#lastWords = words
  }

  dispose(): void {
    this.#looking.dispose()
  }

  #look(): void {
    const { silenceMs } = this.#deps
    const now = this.#deps.clock.monotonicMs()
    if (this.#isBusy()) this.#lastSignAt = now
    if (now - this.#startedAt >= LONGEST_MS) {
      this.dispose()
      this.#deps.onHung('It did not answer "initialize" within 30 minutes, although it was busy.')
    } else if (now - this.#lastSignAt >= silenceMs) {
      this.dispose()
      this.#deps.onHung(
        `It did not answer "initialize", and printed and did nothing for ${Math.round(silenceMs / SECOND)} s.`,
      )
    } else if (now - this.#lastToldAt >= TELL_MS) {
      this.#lastToldAt = now
      this.#deps.onProgress(this.#words(now))
    }
  }

  #isBusy(): boolean {
    const usage = this.#deps.usage()
    const last = this.#lastUsage
    this.#lastUsage = usage
    if (!usage || !last) return false
    // Processes that end take their numbers along: less than before is work done, too.
    return (
      Math.abs(usage.cpuMs - last.cpuMs) >= BUSY_CPU_MS ||
      Math.abs(usage.ioBytes - last.ioBytes) >= BUSY_IO_BYTES
    )
  }

  #words(now: number): string {
    const quietMs = now - this.#lastSignAt
    const state =
      quietMs < TELL_MS ? 'Still being installed or started' : `Quiet for ${Math.round(quietMs / SECOND)} s`
    const seconds = Math.round((now - this.#startedAt) / SECOND)
    return `${state}, ${seconds} s so far.${this.#lastWords === '' ? '' : ` Its last words: ${this.#lastWords}`}`
  }
}

/** The last line in which there is something, without control characters and colours, at most 120 characters. */
function lastLine(text: string): string {
  const lines = text
    .slice(-2_000)
    .replaceAll(ANSI, '')
    .split(/[\r\n]+/)
  const last = lines.findLast((line) => line.trim() !== '') ?? ''
  return last
    .replaceAll(/\p{Cc}/gu, ' ')
    .trim()
    .slice(0, 120)
}

const ANSI = new RegExp(String.raw`\u001b\[[0-9;?]*[A-Za-z]`, 'g')
