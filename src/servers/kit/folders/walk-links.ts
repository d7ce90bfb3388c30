import { lstatSync, readlinkSync, realpathSync, statSync } from 'node:fs'
import { dirname, isAbsolute, join, parse } from 'node:path'

/** As many as Linux follows. */
const MAX_LINKS = 40

export interface WalkedPath {
  /** Without symbolic links. */
  realPath: string
  /** Where the links lie that were followed: who may write there decides where the path leads. */
  linkDirectories: string[]
}

/** Follows an absolute path to a directory name by name. @returns null when there is none */
export function walkToDirectory(path: string): WalkedPath | null {
  try {
    const { place, linkDirectories } = walk(path)
    const realPath = realpathSync.native(place)
    // A name became a link meanwhile. Elsewhere names may differ in upper and lower case alone.
    if (process.platform === 'linux' && realPath !== place) return null
    return statSync(realPath).isDirectory() ? { realPath, linkDirectories } : null
  } catch {
    return null
  }
}

function walk(path: string): { place: string; linkDirectories: string[] } {
  const linkDirectories: string[] = []
  let place = parse(path).root
  const names = namesOf(path)
  for (let name = names.shift(); name !== undefined; name = names.shift()) {
    const next = name === '..' ? dirname(place) : join(place, name)
    if (!lstatSync(next).isSymbolicLink()) {
      place = next
      continue
    }
    if (linkDirectories.push(place) > MAX_LINKS) throw new Error(`${path} has too many symbolic links.`)
    const target = readlinkSync(next)
    names.unshift(...namesOf(target))
    if (isAbsolute(target)) place = parse(target).root
  }
  return { place, linkDirectories }
}

function namesOf(path: string): string[] {
  const separators = process.platform === 'win32' ? /[\\/]+/ : /\/+/
  return path
    .slice(parse(path).root.length)
    .split(separators)
    .filter((name) => name !== '' && name !== '.')
}
