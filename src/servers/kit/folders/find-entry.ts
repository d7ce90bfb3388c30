import { existsSync, lstatSync } from 'node:fs'
import { dirname, join, relative, sep } from 'node:path'
import type { AllowedFolders } from './allowed-folders'
import type { Hold, HeldEntry } from './held-entry'
import { explainSystemError, isMissing, systemCode } from './path-error'
import { equivalentPath } from './unicode-names'

/**
 * Holds what stands at an absolute path. When nothing does, a name that differs only in how its letters are composed will do
 * (macOS writes names decomposed).
 * @throws PathError; outside of the allowed folders every failure sounds the same, so that nobody learns what is there
 */
export function findEntry(allowed: AllowedFolders, hold: Hold, path: string, followLink = true): HeldEntry {
  const { realPath, rest } = folderOf(allowed, path)
  try {
    return hold(path, followLink, path)
  } catch (error) {
    const failure = explainFailure(allowed, hold, path, error)
    const other = isMissing(failure) ? equivalentPath(hold, realPath, rest) : undefined
    if (other === undefined) throw failure
    return holdExplained(allowed, hold, other, followLink)
  }
}

function holdExplained(allowed: AllowedFolders, hold: Hold, path: string, followLink: boolean): HeldEntry {
  try {
    return hold(path, followLink, path)
  } catch (error) {
    throw explainFailure(allowed, hold, path, error)
  }
}

function folderOf(allowed: AllowedFolders, path: string): { realPath: string; rest: string } {
  if (!allowed.named(path)?.folder.realPath) allowed.lookAgain()
  const named = allowed.named(path)
  if (!named) throw allowed.outside(path)
  const { realPath } = named.folder
  if (realPath === null) throw allowed.folderMissing(named.folder)
  return { realPath, rest: named.rest }
}

/** Looks at the nearest directory that can be reached: only what is missing inside a folder may be called missing. */
function explainFailure(allowed: AllowedFolders, hold: Hold, path: string, error: unknown): unknown {
  if (systemCode(error) === undefined || systemCode(error) === 'ENAMETOOLONG')
    return explainSystemError(error, path)
  const folder = allowed.named(path)?.folder
  if (folder?.realPath && !existsSync(folder.realPath)) return allowed.folderMissing(folder)
  const ancestor = nearestDirectory(allowed, hold, path)
  try {
    const [unreachable = ''] = relative(ancestor.path, path).split(sep)
    const leadsAway = isLink(join(ancestor.held.access, unreachable))
    return leadsAway ? allowed.outside(path) : explainSystemError(error, path)
  } finally {
    ancestor.held.close()
  }
}

/** @throws PathError `outside` when the nearest directory is not in an allowed folder */
function nearestDirectory(
  allowed: AllowedFolders,
  hold: Hold,
  path: string,
): { path: string; held: HeldEntry } {
  for (let parent = dirname(path); ; parent = dirname(parent)) {
    try {
      return { path: parent, held: hold(parent, true, path) }
    } catch (error) {
      if (systemCode(error) === undefined) throw error
      if (parent === dirname(parent)) throw allowed.outside(path)
    }
  }
}

function isLink(path: string): boolean {
  return lstatSync(path, { throwIfNoEntry: false })?.isSymbolicLink() ?? false
}
