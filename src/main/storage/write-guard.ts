import { errorText, type Problem } from '@shared/errors'
import type { Logger } from '@shared/domain/log'
import { isDiskTrouble } from './sqlite-errors'

export interface WriteGuard {
  /** Runs one write. @returns false when it failed; what it wrote is then lost, and counted */
  run(write: () => void): boolean
  /** Writes lost since the start. */
  readonly lost: number
  /** What is wrong now; null while writing works. */
  readonly problem: Problem | null
}

/**
 * Lets measurements and records fail without harm: a full or failing disk must never stop the control
 * center. The first failure is told, then the recovery; what lies between is only counted.
 * @param what names what is lost, as in "Metrics"
 */
export function createWriteGuard(what: string, log: Logger): WriteGuard {
  let lost = 0
  let problem: Problem | null = null

  const fail = (error: unknown): void => {
    lost += 1
    if (problem) return
    problem = lostProblem(what, error)
    log.error(problem.message, { nextStep: problem.nextStep, cause: problem.cause })
  }
  const recover = (): void => {
    if (problem) log.info(`${what} are stored again; ${lost} writes were lost.`)
    problem = null
  }
  return {
    run(write) {
      try {
        write()
      } catch (error) {
        fail(error)
        return false
      }
      recover()
      return true
    },
    get lost() {
      return lost
    },
    get problem() {
      return problem
    },
  }
}

function lostProblem(what: string, error: unknown): Problem {
  const full = isDiskTrouble(error)
  return {
    code: 'INTERNAL',
    message: full
      ? `${what} are not stored: the disk is full or cannot be written. Everything else goes on.`
      : `${what} are not stored: the database refused them. Everything else goes on.`,
    nextStep: full
      ? 'Free some space on the disk of the data directory.'
      : 'Restart OmniMind; it checks its databases then.',
    cause: errorText(error),
  }
}
