import { resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { parsePortOffset } from '@shared/domain/ports'
import { errorText, OmniMindError, toProblem } from '@shared/errors'
import packageJson from '../../package.json'
import { createCenter, type Center } from './center'
import { exitCodeOf } from '@shared/exit-codes'
import { defaultHome } from './host/default-home'
import { createHeadlessHost } from './host/headless'
import { ensureDataDirectory } from './storage'

/**
 * Runs the control center without a window until it is told to end; prints a sign-in link for the browser.
 * @param args `--home DIR`; the data directory may also come from OMNIMIND_HOME
 * @param root the folder that holds `out/` and `resources/`
 */
export async function runHeadless(args: string[], root: string): Promise<void> {
  try {
    const home = homeOf(args)
    // Databases, sockets and logs are for this user only, whatever the directory's own mode.
    process.umask(0o077)
    ensureDataDirectory(home)
    const center = await createCenter(createHeadlessHost({ home, root }), {
      portOffset: portOffset(),
      version: packageJson.version,
    })
    endWhenAsked(center)
    process.stdout.write(`OmniMind ${packageJson.version} runs. Open ${center.signInLink()}\n`)
  } catch (error) {
    const { message, nextStep, code, cause } = toProblem(error)
    process.stderr.write(
      `${[message, nextStep, code === 'INTERNAL' ? cause : undefined].filter(Boolean).join('\n')}\n`,
    )
    process.exitCode = exitCodeOf(code)
  }
}

function homeOf(args: string[]): string {
  try {
    const { values } = parseArgs({ args, options: { home: { type: 'string' } } })
    return resolve(values.home ?? process.env['OMNIMIND_HOME'] ?? defaultHome())
  } catch (cause) {
    throw new OmniMindError('BAD_INPUT', 'This start option is not known.', {
      nextStep: 'Known: --home DIR.',
      cause,
    })
  }
}

function portOffset(): number {
  const text = process.env['OMNIMIND_PORT_OFFSET']
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

/** The whole center ends within this time. */
const SHUTDOWN_LIMIT_MS = 8_000
/** A terminal and a launcher may both pass on one Ctrl-C; only a later one means "at once". */
const SAME_WISH_MS = 1_000

function endWhenAsked(center: Center): void {
  let endingSince: number | undefined
  const end = (): void => {
    endingSince = performance.now()
    setTimeout(() => process.exit(1), SHUTDOWN_LIMIT_MS).unref()
    center.shutdown().then(
      () => process.exit(0),
      (error: unknown) => {
        process.stderr.write(`Stopping failed: ${errorText(error)}\n`)
        process.exit(1)
      },
    )
  }
  const onSignal = (): void => {
    if (endingSince === undefined) end()
    else if (performance.now() - endingSince > SAME_WISH_MS) process.exit(1)
  }
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, onSignal)
  center.onQuitRequested(() => {
    if (endingSince === undefined) end()
  })
}
