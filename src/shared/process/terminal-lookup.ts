import { homedir } from 'node:os'
import { extname, isAbsolute, join } from 'node:path'
import { pathFolders } from './program-files'

export interface TerminalLookup {
  /** Folders to look in, as PATH has them. */
  path: string
  platform?: NodeJS.Platform
  /** Windows: the endings of programs, `.COM;.EXE;.BAT;.CMD`. */
  pathExt?: string | undefined
}

/**
 * The files a terminal would try, in its order, for a program that a person named: a full path as it is (`~` is the home
 * directory), a name in each folder of the PATH. On Windows a name without ending is tried with each of PATHEXT.
 * @returns null for a relative path: nobody could tell relative to what
 */
export function programCandidates(command: string, lookup: TerminalLookup): string[] | null {
  const { path, platform = process.platform, pathExt = process.env['PATHEXT'] } = lookup
  const named = atHome(command)
  if (!isAbsolute(named) && /[\\/]/.test(named)) return null
  const places = isAbsolute(named) ? [named] : pathFolders(path).map((folder) => join(folder, named))
  const endings = platform === 'win32' ? endingsFor(named, pathExt) : ['']
  return places.flatMap((place) => endings.map((ending) => place + ending))
}

/** `~` at the beginning is the person's home directory. */
export function atHome(path: string): string {
  return path === '~' || path.startsWith('~/') ? join(homedir(), path.slice(1)) : path
}

/** `python3.11` has a dot and no ending of a program: it is tried as it is, then with each of them. */
function endingsFor(named: string, pathExt = '.COM;.EXE;.BAT;.CMD'): string[] {
  const endings = pathExt.split(';').filter(Boolean)
  const own = extname(named)
  if (own === '') return endings
  const isProgramName = endings.some((ending) => ending.toLowerCase() === own.toLowerCase())
  return isProgramName ? [''] : ['', ...endings]
}
