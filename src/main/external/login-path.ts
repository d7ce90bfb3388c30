import { delimiter } from 'node:path'
import { errorText } from '@shared/errors'
import type { Logger } from '@shared/domain/log'

/** A login shell that asks a question would wait for ever. */
const TIME_LIMIT_MS = 5_000

/** The PATH a person has in their terminal; a program started from the desktop does not inherit it. */
export interface LoginPath {
  /** Asked once; later calls get the same answer, unless they want a fresh one: something was installed meanwhile. */
  get(fresh?: boolean): Promise<string>
}

export interface LoginPathOptions {
  platform?: NodeJS.Platform
  /** The variables of a login shell. */
  ask?: () => Promise<Record<string, string | undefined>>
}

/** On Windows programs inherit the PATH people see. */
export function createLoginPath(log: Logger, options: LoginPathOptions = {}): LoginPath {
  const { platform = process.platform, ask = askShell } = options
  const own = process.env['PATH'] ?? ''
  let answer: Promise<string> | null = null
  const inTime = async (): Promise<string> => {
    const late = Promise.withResolvers<never>()
    const timer = setTimeout(() => late.reject(new Error('it did not answer within 5 s')), TIME_LIMIT_MS)
    const asking = ask().then(({ PATH }) => joined(PATH ?? '', own))
    // One that answers later, as on a cold start, is right all the same.
    void asking.then(
      (path) => (answer = Promise.resolve(path)),
      () => {},
    )
    return Promise.race([asking, late.promise]).finally(() => clearTimeout(timer))
  }
  const start = (): Promise<string> => {
    const asked = inTime().catch((error: unknown) => {
      // Not kept: the next one who needs it asks again.
      if (answer === asked) answer = null
      log.warn(
        `The login shell could not be asked for its PATH: ${errorText(error)}. OmniMind's own is used.`,
      )
      return own
    })
    return asked
  }
  if (platform === 'win32') return { get: () => Promise.resolve(own) }
  return { get: (fresh = false) => (answer = fresh || answer === null ? start() : answer) }
}

async function askShell(): Promise<Record<string, string | undefined>> {
  const { shellEnv } = await import('shell-env')
  return shellEnv()
}

/** The shell's directories first, then ours that it does not have. */
function joined(shell: string, own: string): string {
  return [...new Set([...shell.split(delimiter), ...own.split(delimiter)])].filter(Boolean).join(delimiter)
}
