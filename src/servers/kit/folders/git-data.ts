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
 * @param realPath where the change would happen, without links
 * @throws PathError for the data of git itself
 */
export function refuseGitData(realPath: string): void {
  if (isGitData(realPath))
    throw new PathError(
      'kind',
      `Access denied - the data of git itself is not changed: ${realPath}. Use the git server, or git commands.`,
    )
}
