import type { Clock } from '@shared/lib/clock'
import { unknownHealth, type Health, type ProcessUsage, type ServiceSnapshot } from '@shared/domain/service'

/** What is shown of a process, running or not. */
export type VitalSigns = Pick<ServiceSnapshot, 'health' | 'pid' | 'startedAt' | 'uptimeMs' | 'usage'>

/** Nothing runs. */
export const noVitalSigns: VitalSigns = {
  health: unknownHealth,
  pid: null,
  startedAt: null,
  uptimeMs: 0,
  usage: null,
}

interface StartedProcess {
  readonly pid: number | null
  /** UTC epoch ms. */
  readonly startedAt: number
  /** The same moment on the monotonic clock. */
  readonly startedAtMs: number
}

/** What is known of one process while it runs: what was proven of it and when, and what it uses. */
export class Vitals {
  readonly #clock: Clock
  readonly #process: StartedProcess
  readonly #changed: () => void
  #health: Health = unknownHealth
  #usage: ProcessUsage | null = null

  /** @param changed something of it moved */
  constructor(clock: Clock, process: StartedProcess, changed: () => void) {
    this.#clock = clock
    this.#process = process
    this.#changed = changed
  }

  get uptimeMs(): number {
    return this.#clock.monotonicMs() - this.#process.startedAtMs
  }

  /** @param detail how, in words */
  provenAlive(detail: string): void {
    this.proven({ process: { verdict: 'proven', at: this.#clock.epochMs(), detail } })
  }

  proven(facts: Partial<Health>): void {
    this.#health = { ...this.#health, ...facts }
    this.#changed()
  }

  /** It answered a heartbeat, with what it uses. */
  beat({ rssBytes, cpuPercent, loopLagMs }: ProcessUsage): void {
    this.#usage = { rssBytes, cpuPercent, loopLagMs }
    this.provenAlive('heartbeat answered')
  }

  signs(): VitalSigns {
    const { pid, startedAt } = this.#process
    return { health: this.#health, pid, startedAt, uptimeMs: this.uptimeMs, usage: this.#usage }
  }
}
