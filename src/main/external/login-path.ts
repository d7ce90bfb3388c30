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

/** @param platform on Windows programs inherit the PATH people see */
export function createLoginPath(log: Logger, platform: NodeJS.Platform = process.platform): LoginPath {
  const own = process.env['PATH'] ?? ''
  let answer: Promise<string> | null = null
  /** Monotonic ms of the last question. */
  let askedAt = -Infinity
  const ask = async (): Promise<string> => {
    if (platform === 'win32') return own
    try {
      const { shellEnv } = await import('shell-env')
      const late = Promise.withResolvers<never>()
      const timer = setTimeout(() => late.reject(new Error('it did not answer within 5 s')), TIME_LIMIT_MS)
      const { PATH } = await Promise.race([shellEnv(), late.promise]).finally(() => clearTimeout(timer))
      return joined(PATH ?? '', own)
    } catch (error) {
      log.warn(
        `The login shell could not be asked for its PATH: ${errorText(error)}. OmniMind's own is used.`,
      )
      return own
    }
  }
  return { get: (fresh = false) => (answer = fresh || answer === null ? ask() : answer) }
}

/** The shell's directories first, then ours that it does not have. */
function joined(shell: string, own: string): string {
  return [...new Set([...shell.split(delimiter), ...own.split(delimiter)])].filter(Boolean).join(delimiter)
}
