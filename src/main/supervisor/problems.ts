import type { Block, PortHolder } from '@shared/domain/service'
import type { Problem } from '@shared/errors'
import { fullStop, holderWords } from './sentence'

const MB = 1024 * 1024
const seeLog = 'OmniMind restarts it by itself; its log shows what came before.'

/** Three heartbeats stayed unanswered. */
export function hung(title: string): Problem {
  return {
    code: 'SERVICE_HUNG',
    message: `${title} did not answer for 15 s and was ended.`,
    nextStep: seeLog,
  }
}

/** The process lives but did not listen within the start period. */
export function startTooSlow(title: string): Problem {
  const message = `${title} did not start within 15 s and was ended.`
  return { code: 'SERVICE_START_FAILED', message, nextStep: seeLog }
}

export function tooMuchMemory(title: string, rssBytes: number, limitBytes: number): Problem {
  const [used, limit] = [rssBytes, limitBytes].map((bytes) => Math.round(bytes / MB))
  return {
    code: 'TOO_MUCH_MEMORY',
    message: `${title} used ${used} MB of memory, its limit is ${limit} MB; it is started afresh.`,
    nextStep: 'If it needs that much, raise the memory limit in the settings.',
  }
}

/** It ended so often that restarts are of no use. @param ends how often, in 24 h; @param last the last of them */
export function gaveUp(title: string, ends: number, last: Problem): Problem {
  return {
    code: 'SERVICE_FAILED',
    message: `${title} was given up after ${ends} unplanned ends; OmniMind tries it once an hour. ${fullStop(last.message)}`,
    nextStep: 'See its log for the cause; then start it by hand.',
    cause: last.cause ?? last.code,
  }
}

/** Somebody else listens on a port of ours. @param cause the system's error code */
export function portHeld(holder: PortHolder, cause = 'EADDRINUSE'): Problem {
  const { port, address, isOmniMind } = holder
  const whom = isOmniMind ? 'Quit that other OmniMind' : 'Stop that program'
  return {
    code: 'PORT_HELD',
    message: `Port ${port} on ${address} is held by ${holderWords(holder)}.`,
    nextStep: `${whom} and start the service again, or give the service a free port on its page.`,
    cause,
  }
}

/** Why a blocked service does not run, and what to do. */
export function blockProblem(block: Block): Problem {
  return block.kind === 'configuration' ? block.problem : portHeld(block.holder)
}

/** A problem with its next step, as the history and the log tell it. */
export function problemWords({ message, nextStep }: Problem): string {
  return nextStep === undefined ? message : `${fullStop(message)} ${nextStep}`
}
