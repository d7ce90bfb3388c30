import { errorText } from '@shared/errors'
import { joinedPath } from '@shared/process/program-files'
import type { Logger } from '@shared/domain/log'

/** A login shell that asks a question would wait for ever. */
const TIME_LIMIT_MS = 5_000
/** After this another shell may be asked: what made the first one wait may be mended. */
const GIVEN_UP_MS = 60_000

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
  let known: string | null = null
  /** The answer to the question under way: at most one shell a minute, however many servers start. */
  let pending: Promise<string> | null = null
  const start = (): Promise<string> => {
    const forget = (): void => {
      if (pending === answer) pending = null
    }
    const givenUp = setTimeout(forget, GIVEN_UP_MS).unref()
    const late = Promise.withResolvers<never>()
    const timer = setTimeout(() => late.reject(new Error('it did not answer within 5 s')), TIME_LIMIT_MS)
    const asking = ask()
      .then(({ PATH }) => (known = joinedPath(PATH ?? '', own)))
      // An answer that comes later, as on a cold start, is right all the same; a failed question is asked again.
      .finally(() => {
        clearTimeout(givenUp)
        forget()
      })
    const answer = Promise.race([asking, late.promise])
      .finally(() => clearTimeout(timer))
      .catch((error: unknown) => {
        log.warn(
          `The login shell could not be asked for its PATH: ${errorText(error)}. OmniMind's own is used.`,
        )
        return known ?? own
      })
    return answer
  }
  if (platform === 'win32') return { get: () => Promise.resolve(own) }
  return {
    get: (fresh = false) => {
      if (known !== null && !fresh) return Promise.resolve(known)
      return (pending ??= start())
    },
  }
}

async function askShell(): Promise<Record<string, string | undefined>> {
  const { shellEnv } = await import('shell-env')
  return shellEnv()
}
