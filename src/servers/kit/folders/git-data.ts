import { lstatSync } from 'node:fs'
import { join, sep } from 'node:path'
import type { HeldEntry } from './held-entry'
import { PathError } from './path-error'

/** The name of git's own directory, or file; file systems that ignore case know it by others too, and so does git. */
export function isGitName(name: string): boolean {
  return name.toLowerCase() === '.git'
}

/** Whether a path is a `.git`, or stands in one. */
export function isGitData(path: string): boolean {
  return path.split(/[\\/]/).some(isGitName)
}

/**
 * What stands in a `.git`, or is one, runs programs at the next `git status` of whoever trusts the folder: settings, hooks, filters.
 * So does a repository without a working tree, whatever it is called; none is made either, in whatever order its parts come.
 * @param parent where the change would happen
 * @param name of what would be changed or made there
 * @throws PathError for the data of git itself
 */
export function refuseGitData(parent: HeldEntry, name: string): void {
  const place = join(parent.realPath, name)
  if (!isGitData(place) && !isGitDirectory(parent.access, name) && !isInGitDirectory(parent)) return
  throw new PathError(
    'kind',
    `Access denied - the data of git itself is not changed: ${place} (a directory with HEAD, objects and refs is a repository). ` +
      'Use the git server, or git commands.',
  )
}

/** Whether git takes a directory for one of its own: now, or once it has `coming` as well. */
function isGitDirectory(directory: string, coming = ''): boolean {
  const has = (part: string): boolean =>
    coming.toLowerCase() === part.toLowerCase() ||
    // Not `join`, which would work out `..` by the names.
    lstatSync(`${directory}${sep}${part}`, { throwIfNoEntry: false }) !== undefined
  return has('HEAD') && (has('commondir') || (has('objects') && has('refs')))
}

/**
 * Whether a directory above is git's; the system goes up from the held one, so that nobody can change names meanwhile. A working
 * tree may stand in the repository it belongs to (`git clone --bare`, then `git worktree add` in it): what is in it is no
 * data of git.
 */
function isInGitDirectory({ access, realPath }: HeldEntry): boolean {
  let above = access
  for (let left = realPath.split(sep).length - 1; left > 0 && !isLinkedWorktree(above); left--) {
    above = `${above}${sep}..`
    if (isGitDirectory(above)) return true
  }
  return false
}

/** By its `.git` being a file, which no tool makes or moves; a `.git` directory could come anywhere, by git_init. */
function isLinkedWorktree(directory: string): boolean {
  return lstatSync(`${directory}${sep}.git`, { throwIfNoEntry: false })?.isFile() ?? false
}
