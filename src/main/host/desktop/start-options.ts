import { resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { parsePortOffset } from '@shared/domain/ports'
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

/**
 * Reads how the app was started. Electron's and Chromium's own switches stand among the arguments, so unknown
 * ones are passed over.
 * @param fallbackHome the data directory when nobody names one
 * @throws OmniMindError BAD_INPUT
 */
export function readStartOptions(
  argv: readonly string[],
  env: NodeJS.ProcessEnv,
  fallbackHome: string,
): StartOptions {
  const { values } = parseArgs({
    args: argv.slice(1),
    options: { home: { type: 'string' }, hidden: { type: 'boolean' } },
    strict: false,
  })
  const home = typeof values.home === 'string' ? values.home : env['OMNIMIND_HOME']
  return {
    home: resolve(home || fallbackHome),
    portOffset: portOffset(env['OMNIMIND_PORT_OFFSET']),
    hidden: values.hidden === true,
    link: findDeepLink(argv),
  }
}

function portOffset(text: string | undefined): number {
  const offset = parsePortOffset(text)
  if (offset !== null) return offset
  throw new OmniMindError(
    'BAD_INPUT',
    `OMNIMIND_PORT_OFFSET is "${text}", which moves a port out of 1024 to 65535.`,
    {
      nextStep: 'Set it to a whole number such as 100, or unset it.',
    },
  )
}
