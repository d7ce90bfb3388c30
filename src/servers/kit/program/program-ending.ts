import type { Clock } from '@shared/lib/clock'
import type { Disposable } from '@shared/lib/disposable'
import { signalGroup } from '@shared/process/process-group'

/** Who ended a program early: its time limit, the caller who went, or whoever reads its output and has enough. */
export type EndedBy = 'time-limit' | 'cancelled' | 'reader'

/** Ends a program's process group early: asks, then kills. Who comes first is the one who ended it. */
export class ProgramEnding {
  by: EndedBy | null = null
  readonly #pid: number | undefined
  readonly #graceMs: number
  readonly #clock: Pick<Clock, 'after'>
  #kill: Disposable | null = null

  /** @param graceMs from asking to killing; 0 kills at once */
  constructor(pid: number | undefined, graceMs: number, clock: Pick<Clock, 'after'>) {
    this.#pid = pid
    // Windows has no way to ask.
    this.#graceMs = process.platform === 'win32' ? 0 : graceMs
    this.#clock = clock
  }

  begin(by: EndedBy): void {
    if (this.by !== null) return
    this.by = by
    if (this.#graceMs === 0) return this.#signal('SIGKILL')
    this.#signal('SIGTERM')
    this.#kill = this.#clock.after(this.#graceMs, () => this.#signal('SIGKILL'))
  }

  /** It has ended. */
  dispose(): void {
    this.#kill?.dispose()
  }

  #signal(name: 'SIGTERM' | 'SIGKILL'): void {
    if (this.#pid !== undefined) signalGroup(this.#pid, name)
  }
}
