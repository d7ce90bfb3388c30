import { isAbsolute } from 'node:path'
import { sourceOf } from '@shared/domain/program-sources'
import { isProgramFile } from '@shared/process/program-files'
import { atHome, programCandidates, type TerminalLookup } from '@shared/process/terminal-lookup'

export type FoundCommand =
  | { kind: 'found'; path: string }
  | { kind: 'missing'; message: string; nextStep: string }

/** Finds the program a person named, as a terminal would. */
export function findCommand(command: string, lookup: TerminalLookup): FoundCommand {
  const candidates = programCandidates(command, lookup)
  if (candidates === null)
    return {
      kind: 'missing',
      message: `"${command}" is neither a name nor a full path.`,
      nextStep: 'Give the full path of the program.',
    }
  const path = candidates.find((file) => isProgramFile(file, lookup.platform))
  if (path !== undefined) return { kind: 'found', path }
  const named = atHome(command)
  return {
    kind: 'missing',
    message: isAbsolute(named)
      ? `There is no program at ${named}.`
      : `"${command}" was not found on your PATH.`,
    nextStep: `${sourceOf(command) ?? 'Install it.'} Or give the full path of the program.`,
  }
}

/**
 * Finds it on the PATH as it was first asked for, then on that of a new login shell: a program may have been installed
 * since.
 */
export async function findOnLoginPath(
  command: string,
  path: (fresh?: boolean) => Promise<string>,
): Promise<{ found: FoundCommand; path: string }> {
  const known = await path()
  const found = findCommand(command, { path: known })
  if (found.kind === 'found') return { found, path: known }
  const fresh = await path(true)
  return { found: findCommand(command, { path: fresh }), path: fresh }
}
