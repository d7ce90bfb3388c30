import { join, resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { OmniMindError } from '@shared/errors'
import { findDeepLink, type DeepLink } from './deep-link'

export interface StartOptions {
  /** The data directory. */
  home: string
  /** Added to every port. */
  portOffset: number
  /** Start in the tray, without a window. */
  hidden: boolean
  /** Where the person wants to go. */
  link: DeepLink | null
}

const MAX_OFFSET = 60_000

/**
 * Reads how the app was started. Electron's and Chromium's own switches stand among the arguments, so unknown
 * ones are passed over.
 * @param appData the platform's folder for application data
 * @throws OmniMindError BAD_INPUT
 */
export function readStartOptions(
  argv: readonly string[],
  env: NodeJS.ProcessEnv,
  appData: string,
): StartOptions {
  const { values } = parseArgs({
    args: argv.slice(1),
    options: { home: { type: 'string' }, hidden: { type: 'boolean' } },
    strict: false,
  })
  const home = typeof values.home === 'string' ? values.home : env['OMNIMIND_HOME']
  return {
    home: resolve(home || join(appData, 'OmniMind')),
    portOffset: parseOffset(env['OMNIMIND_PORT_OFFSET'] ?? ''),
    hidden: values.hidden === true,
    link: findDeepLink(argv),
  }
}

function parseOffset(text: string): number {
  const offset = Number(text)
  if (Number.isInteger(offset) && offset >= 0 && offset <= MAX_OFFSET) return offset
  throw new OmniMindError(
    'BAD_INPUT',
    `OMNIMIND_PORT_OFFSET is "${text}", not a whole number from 0 to ${MAX_OFFSET}.`,
    {
      nextStep: 'Set it to a number such as 1000, or unset it.',
    },
  )
}
