import { accessSync, constants, statSync } from 'node:fs'
import { homedir } from 'node:os'
import { delimiter, extname, isAbsolute, join } from 'node:path'

/** What people type, and where to get it. */
const hints: Record<string, string> = {
  npx: 'It comes with Node.js: install that from nodejs.org.',
  node: 'Install Node.js from nodejs.org.',
  uvx: 'It comes with uv: see docs.astral.sh/uv.',
  uv: 'See docs.astral.sh/uv.',
  docker: 'Install Docker Desktop, and start it.',
  python: 'Install Python from python.org.',
  python3: 'Install Python from python.org.',
}

export type FoundCommand =
  | { kind: 'found'; path: string }
  | { kind: 'missing'; message: string; nextStep: string }

export interface FindOptions {
  /** Directories to look in, as PATH has them. */
  path: string
  platform?: NodeJS.Platform
  /** Windows: the endings of programs, `.COM;.EXE;.BAT;.CMD`. */
  pathExt?: string
}

/**
 * Finds the program a person named: a full path as it is (`~` is the home directory), a name on the PATH. On Windows a name
 * without ending is tried with each of PATHEXT, as a terminal does.
 */
export function findCommand(command: string, options: FindOptions): FoundCommand {
  const { platform = process.platform } = options
  const named = atHome(command)
  const isPath = isAbsolute(named)
  if (!isPath && /[\\/]/.test(named)) return { kind: 'missing', ...RELATIVE(command) }
  const directories = options.path.split(delimiter).filter((directory) => isAbsolute(directory))
  const places = isPath ? [named] : directories.map((directory) => join(directory, named))
  const endings = platform === 'win32' ? endingsFor(named, options.pathExt) : ['']
  for (const place of places)
    for (const ending of endings)
      if (isProgram(place + ending, platform)) return { kind: 'found', path: place + ending }
  return {
    kind: 'missing',
    message: isPath ? `There is no program at ${named}.` : `"${command}" was not found on your PATH.`,
    nextStep: `${hints[command] ?? 'Install it.'} Or give the full path of the program.`,
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

/** `~` at the beginning is the person's home directory. */
export function atHome(path: string): string {
  return path === '~' || path.startsWith('~/') ? join(homedir(), path.slice(1)) : path
}

/** Relative to what? Nobody could tell. */
const RELATIVE = (command: string) => ({
  message: `"${command}" is neither a name nor a full path.`,
  nextStep: 'Give the full path of the program.',
})

/** `python3.11` has a dot and no ending of a program: it is tried as it is, then with each of them. */
function endingsFor(named: string, pathExt = process.env['PATHEXT'] ?? '.COM;.EXE;.BAT;.CMD'): string[] {
  const endings = pathExt.split(';').filter(Boolean)
  const own = extname(named)
  if (own === '') return endings
  const isProgramName = endings.some((ending) => ending.toLowerCase() === own.toLowerCase())
  return isProgramName ? [''] : ['', ...endings]
}

function isProgram(path: string, platform: NodeJS.Platform): boolean {
  try {
    if (!statSync(path).isFile()) return false
    if (platform !== 'win32') accessSync(path, constants.X_OK)
    return true
  } catch {
    return false
  }
}
