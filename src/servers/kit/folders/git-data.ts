import { PathError } from './path-error'

/**
 * What stands in a `.git`, or is one, runs programs at the next `git status` of whoever trusts the folder: settings, hooks, filters.
 * @param realPath where the change would happen, without links
 * @throws PathError for the data of git itself
 */
export function refuseGitData(realPath: string): void {
  if (realPath.split(/[\\/]/).some((name) => /^\.git$/i.test(name)))
    throw new PathError(
      'kind',
      `Access denied - the data of git itself is not changed: ${realPath}. Use the git server, or git commands.`,
    )
}
