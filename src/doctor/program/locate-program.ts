import { statSync } from 'node:fs'
import { isAbsolute } from 'node:path'
import { sourceOf } from '@shared/domain/program-sources'
import { isProgramFile, pathFolders } from '@shared/process/program-files'
import { atHome, programCandidates } from '@shared/process/terminal-lookup'
import { Found } from '../finding'

/**
 * Finds the program as a terminal would.
 * @param path directories as PATH has them
 * @throws Found when it is not there or may not be run
 */
export function locateProgram(command: string, path: string): string {
  const candidates = programCandidates(command, { path })
  if (candidates === null)
    throw new Found({
      code: 'COMMAND_NOT_FOUND',
      text: `"${command}" is a path relative to a folder nobody knows.`,
      nextStep: 'Give the full path of the program.',
    })
  const program = candidates.find((file) => isProgramFile(file))
  if (program !== undefined) return program
  const locked = candidates.find(isFile)
  if (locked !== undefined)
    throw new Found({
      code: 'NOT_EXECUTABLE',
      text: `${locked} is there, but may not be run.`,
      nextStep: `Allow it: chmod +x ${locked}. Or name its interpreter as the command.`,
    })
  throw new Found(notFound(command, pathFolders(path)))
}

function notFound(command: string, folders: readonly string[]) {
  if (isAbsolute(atHome(command)))
    return {
      code: 'COMMAND_NOT_FOUND' as const,
      text: `There is no file ${command}.`,
      nextStep: 'Correct the path, or install the program.',
    }
  const source = sourceOf(command)
  return {
    code: source === undefined ? ('COMMAND_NOT_FOUND' as const) : ('RUNNER_MISSING' as const),
    text: `"${command}" is in none of the ${folders.length} folders of the PATH.`,
    nextStep: source ?? 'Install the program, or give its full path.',
    evidence: folders,
  }
}

function isFile(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isFile() ?? false
}
