import { mkdirSync } from 'node:fs'
import { resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { parsePortOffset } from '@shared/domain/ports'
import { OmniMindError, toProblem } from '@shared/errors'
import packageJson from '../../package.json'
import { createCenter, type Center } from './center'
import { exitCodeOf } from '@shared/exit-codes'
import { defaultHome } from './host/default-home'
import { createHeadlessHost } from './host/headless'

/**
 * Runs the control center without a window until it is told to end; prints a sign-in link for the browser.
 * @param args `--home DIR`; the data directory may also come from OMNIMIND_HOME
 * @param root the folder that holds `out/` and `resources/`
 */
export async function runHeadless(args: string[], root: string): Promise<void> {
  try {
    const home = homeOf(args)
    makeHome(home)
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

function makeHome(home: string): void {
  try {
    mkdirSync(home, { recursive: true, mode: 0o700 })
  } catch (cause) {
    throw new OmniMindError('DATA_DIR_UNWRITABLE', `The data directory ${home} cannot be created.`, {
      nextStep: 'Choose another with --home or OMNIMIND_HOME, or give your user the right to write there.',
      cause,
    })
  }
}

/** A second signal does not wait for a clean end. */
function endWhenAsked(center: Center): void {
  let asked = false
  const end = (): void => {
    if (asked) process.exit(1)
    asked = true
    void center.shutdown().finally(() => process.exit(0))
  }
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, end)
  center.onQuitRequested(end)
}
