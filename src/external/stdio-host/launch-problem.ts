import { accessSync, constants, statSync } from 'node:fs'
import type { TenantExit } from '../kit/tenant'
import type { Launch } from './child-process'

/** Something only a person can mend. */
export interface StartProblem {
  message: string
  nextStep: string
}

/** Looked at before the start: behind an isolation the system's own answer would come from the wrong program. */
export function findLaunchProblem({ command, cwd }: Pick<Launch, 'command' | 'cwd'>): StartProblem | null {
  if (!isDirectory(cwd))
    return {
      message: `Its working directory ${cwd} does not exist.`,
      nextStep: 'Create it, or name another one in the settings of this server.',
    }
  try {
    accessSync(command, process.platform === 'win32' ? constants.F_OK : constants.X_OK)
    if (!isDirectory(command)) return null
  } catch {
    // Told below.
  }
  return {
    message: `The command ${command} was not found or may not be run.`,
    nextStep: 'Install the program, or correct the command in the settings of this server.',
  }
}

/**
 * What the end of a child that never answered means.
 * @param garbage the first line it printed that is no MCP, if any
 * @returns null when a restart may help
 */
export function findStartProblem(
  command: string,
  exit: TenantExit,
  garbage: string | null,
): StartProblem | null {
  if (exit.kind !== 'exited') return null
  if (exit.code === 126 || exit.code === 127)
    return {
      message: `${command} could not run what it was told to (exit code ${exit.code}).`,
      nextStep: 'Correct the command and its arguments; the log of this server says more.',
    }
  if (garbage !== null)
    return {
      message: `${command} is no MCP server: it printed “${printable(garbage)}” and ended (exit code ${exit.code}).`,
      nextStep:
        'Check the command and its arguments; some programs need one to serve MCP on standard output.',
    }
  return null
}

function isDirectory(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isDirectory() ?? false
}

function printable(text: string): string {
  return text.replaceAll(/\p{Cc}/gu, ' ').slice(0, 80)
}
