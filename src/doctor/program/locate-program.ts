import { accessSync, constants, statSync } from 'node:fs'
import { homedir } from 'node:os'
import { delimiter, isAbsolute, join } from 'node:path'
import { Found } from '../finding'

/** Programs that fetch and run servers, and where each comes from. */
const runners: Record<string, string> = {
  npx: 'It comes with Node.js: install that from nodejs.org.',
  node: 'Install Node.js from nodejs.org.',
  bunx: 'Install Bun from bun.sh.',
  bun: 'Install Bun from bun.sh.',
  deno: 'Install Deno from deno.com.',
  uvx: 'It comes with uv: see docs.astral.sh/uv.',
  uv: 'Install uv: see docs.astral.sh/uv.',
  pipx: 'Install pipx: see pipx.pypa.io.',
  docker: 'Install Docker Desktop, and start it.',
  python: 'Install Python from python.org; on many machines its name is python3.',
  python3: 'Install Python from python.org.',
}

/**
 * Finds the program as a terminal would.
 * @param path directories as PATH has them
 * @throws Found when it is not there or may not be run
 */
export function locateProgram(command: string, path: string): string {
  const named = command.startsWith('~/') ? join(homedir(), command.slice(2)) : command
  const isPath = isAbsolute(named)
  if (!isPath && /[\\/]/.test(named))
    throw new Found({
      code: 'COMMAND_NOT_FOUND',
      text: `"${command}" is a path relative to a folder nobody knows.`,
      nextStep: 'Give the full path of the program.',
    })
  const folders = path.split(delimiter).filter((folder) => isAbsolute(folder))
  const places = isPath ? [named] : folders.map((folder) => join(folder, named))
  const files = places.flatMap((place) => endings().map((ending) => place + ending)).filter(isFile)
  const program = files.find(isExecutable)
  if (program !== undefined) return program
  const [locked] = files
  if (locked !== undefined)
    throw new Found({
      code: 'NOT_EXECUTABLE',
      text: `${locked} is there, but may not be run.`,
      nextStep: `Allow it: chmod +x ${locked}. Or name its interpreter as the command.`,
    })
  throw new Found(notFound(command, isPath, folders))
}

function notFound(command: string, isPath: boolean, folders: readonly string[]) {
  if (isPath)
    return {
      code: 'COMMAND_NOT_FOUND' as const,
      text: `There is no file ${command}.`,
      nextStep: 'Correct the path, or install the program.',
    }
  const runner = runners[command]
  return {
    code: runner === undefined ? ('COMMAND_NOT_FOUND' as const) : ('RUNNER_MISSING' as const),
    text: `"${command}" is in none of the ${folders.length} folders of the PATH.`,
    nextStep: runner ?? 'Install the program, or give its full path.',
    evidence: folders,
  }
}

/** Windows tries the endings of programs by itself. */
function endings(): string[] {
  if (process.platform !== 'win32') return ['']
  return ['', ...(process.env['PATHEXT'] ?? '.COM;.EXE;.BAT;.CMD').split(';').filter(Boolean)]
}

function isFile(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isFile() ?? false
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, process.platform === 'win32' ? constants.F_OK : constants.X_OK)
    return true
  } catch {
    return false
  }
}
