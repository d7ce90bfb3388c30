import { errorText, OmniMindError, type Problem } from '@shared/errors'
import { EXIT_CONFIG } from '@shared/process/service-messages'
import type { ProcessExit } from '../host/host'
import { lastWords } from './process-output'
import { fullStop } from './sentence'

/** What is known of a process that ended. */
export interface Ending {
  exit: ProcessExit
  /** The last lines of stderr, oldest first. */
  tail: readonly string[]
  /** True once the process had said anything over its channel. */
  wasAlive: boolean
  /** The `config-error` it sent before it ended. */
  configProblem: Problem | null
  /** Another's program or another machine: why it did not come up stands in the exit, in words for people. */
  isExternal?: boolean
}

/** What an end that nobody asked for means: a restart may help, or it cannot. */
export type EndClass = { kind: 'unplanned'; problem: Problem } | { kind: 'configuration'; problem: Problem }

/** Spawn errors that stay the same however often one tries. */
const lasting = /\b(ENOENT|EACCES|EPERM|ENOTDIR|MODULE_NOT_FOUND|ERR_MODULE_NOT_FOUND)\b/
const moduleMissing = /\b(ERR_)?MODULE_NOT_FOUND\b|^Error: Cannot find module/

/** @param title name for people */
export function classifyEnd(title: string, ending: Ending): EndClass {
  const { exit, tail, wasAlive, configProblem, isExternal } = ending
  if (configProblem) return { kind: 'configuration', problem: configProblem }
  if (exit.kind === 'spawn-failed')
    return isExternal ? didNotComeUp(title, exit.message) : spawnFailed(title, exit.message)
  if (exit.kind === 'exited' && exit.code === EXIT_CONFIG)
    return { kind: 'configuration', problem: wrongConfiguration(title, tail) }
  const missing = wasAlive ? undefined : tail.find((line) => moduleMissing.test(line))
  if (missing !== undefined) return spawnFailed(title, `MODULE_NOT_FOUND ${missing}`)
  return { kind: 'unplanned', problem: crashed(title, exit, tail) }
}

/** The launch threw before there was a process. */
export function classifyFailedLaunch(title: string, error: unknown): EndClass {
  if (error instanceof OmniMindError) return { kind: 'configuration', problem: error.toProblem() }
  return spawnFailed(title, errorText(error))
}

/** How a process ended, in words: `exit code 1`, `signal SIGKILL`. */
export function exitWords(exit: ProcessExit): string {
  if (exit.kind === 'exited') return `exit code ${exit.code}`
  if (exit.kind === 'signaled') return `signal ${exit.signal}`
  return exit.kind === 'crashed' ? exit.reason : exit.message
}

function crashed(title: string, exit: ProcessExit, tail: readonly string[]): Problem {
  const words = lastWords(tail)
  return {
    code: 'SERVICE_CRASHED',
    message: fullStop(
      `${title} ended unexpectedly (${exitWords(exit)})${words === null ? '' : `: ${words}`}`,
    ),
    nextStep: 'OmniMind restarts it by itself; its log shows what came before.',
  }
}

function spawnFailed(title: string, cause: string): EndClass {
  const problem: Problem = {
    code: 'SPAWN_FAILED',
    message: `The program of ${title} could not be started.`,
    nextStep: 'Install OmniMind again if files are missing, then start the service.',
    cause,
  }
  if (lasting.test(cause)) return { kind: 'configuration', problem }
  return { kind: 'unplanned', problem: { ...problem, nextStep: 'OmniMind tries again by itself.' } }
}

function didNotComeUp(title: string, why: string): EndClass {
  const problem: Problem = {
    code: 'SERVICE_START_FAILED',
    message: fullStop(`${title} did not come up: ${why}`),
    nextStep: 'OmniMind tries again by itself.',
    cause: why,
  }
  return { kind: lasting.test(why) ? 'configuration' : 'unplanned', problem }
}

function wrongConfiguration(title: string, tail: readonly string[]): Problem {
  const words = lastWords(tail)
  return {
    code: 'CONFIG_INVALID',
    message: fullStop(`${title} cannot run with its present settings${words === null ? '' : `: ${words}`}`),
    nextStep: 'Change its settings, then start it again.',
  }
}
