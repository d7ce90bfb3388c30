import { SECOND } from '@shared/lib/clock'
import { joinedPath } from '@shared/process/program-files'

const TIME_LIMIT_MS = 5 * SECOND

/**
 * The PATH of the person's terminal before our own: a program started from the desktop does not inherit it. Asked of
 * their login shell, each time anew, since something may have been installed; our own alone when that does not answer.
 */
export async function personPath(): Promise<string> {
  const own = process.env['PATH'] ?? ''
  if (process.platform === 'win32') return own
  const late = Promise.withResolvers<string>()
  const timer = setTimeout(() => late.resolve(''), TIME_LIMIT_MS)
  const shell = await Promise.race([askShell(), late.promise])
  clearTimeout(timer)
  return joinedPath(shell, own)
}

async function askShell(): Promise<string> {
  const { shellEnv } = await import('shell-env')
  return await shellEnv().then(
    ({ PATH = '' }) => PATH,
    () => '',
  )
}
