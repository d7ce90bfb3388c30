import type { Clock } from '@shared/lib/clock'

export interface Quitter {
  /** True from the first request on: closing the window then closes it. */
  readonly isQuitting: boolean
  /** Starts the orderly end; repeated requests change nothing. */
  quit(): void
}

/**
 * Ends the app in order: the center stops every process, then the program exits. If the center takes longer than
 * `limitMs`, the program exits all the same, and what still runs goes down with it.
 *
 * @param onProblem told when the shutdown failed or took too long; the exit code is then 1
 */
export function createQuitter(options: {
  clock: Clock
  limitMs: number
  shutdown: () => Promise<void>
  exit: (code: number) => void
  onProblem: (text: string) => void
}): Quitter {
  const { clock, limitMs, shutdown, exit, onProblem } = options
  let isQuitting = false
  let exited = false
  const finish = (code: number, problem?: string): void => {
    if (exited) return
    exited = true
    if (problem !== undefined) onProblem(problem)
    exit(code)
  }
  return {
    get isQuitting() {
      return isQuitting
    },
    quit() {
      if (isQuitting) return
      isQuitting = true
      const limit = clock.after(limitMs, () => finish(1, `The services did not stop within ${limitMs} ms.`))
      shutdown()
        .then(() => finish(0))
        .catch((error: unknown) => finish(1, `Stopping failed: ${String(error)}`))
        .finally(() => limit.dispose())
    },
  }
}
