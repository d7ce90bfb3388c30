import { isAbsolute, join, normalize, sep } from 'node:path'
import { ToolError } from '../../kit/define-tool'
import { isGitData } from '../../kit/folders/git-data'
import { pathWithin } from '../../kit/folders/path-within'
import { fitCommandLine } from '../run/command-line'

/**
 * @param worktree top of the working tree
 * @param requested relative to the top, or absolute inside it
 * @returns the path as git has it, relative to the top; `.` for the top itself
 * @throws ToolError for a path that is outside, or git's own
 */
export function insideWorktree(worktree: string, requested: string): string {
  const absolute = isAbsolute(requested) ? normalize(requested) : join(worktree, requested)
  const path = pathWithin(worktree, absolute)
  if (requested === '' || requested.includes('\0') || path === null)
    throw new ToolError(`"${requested}" is no path inside the repository ${worktree}.`)
  if (isGitData(path))
    throw new ToolError(`"${requested}" is git's own: it can be neither added nor compared.`)
  return path === '' ? '.' : path.replaceAll(sep, '/')
}

/**
 * The end of a `git diff` command: `--` and the paths. Given exactly two paths of which one is outside, `git diff` compares any
 * two files of the computer (as with --no-index, and no option forbids it). None is outside here, and there are never two:
 * the first is said twice.
 * @throws ToolError for a path that is outside, and for more than a command line holds
 */
export function onlyPaths(worktree: string, requested: readonly string[]): string[] {
  const paths = requested.map((path) => insideWorktree(worktree, path))
  if (!fitCommandLine(paths))
    throw new ToolError(
      'These paths are too long together. Ask for fewer at once, or for the directories they are in.',
    )
  return ['--', ...paths, ...(paths.length === 2 ? paths.slice(0, 1) : [])]
}
