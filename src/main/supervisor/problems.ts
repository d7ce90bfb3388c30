import type { Problem } from '@shared/errors'

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
