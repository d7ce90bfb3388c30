import { isAbsolute, join, normalize, relative, sep } from 'node:path'
import { ToolError } from '../../kit/define-tool'

/**
 * @param worktree top of the working tree
 * @param requested relative to the top, or absolute inside it
 * @returns the path as git has it, relative to the top; `.` for the top itself
 * @throws ToolError for a path that is outside, or git's own
 */
export function insideWorktree(worktree: string, requested: string): string {
  const absolute = isAbsolute(requested) ? normalize(requested) : join(worktree, requested)
  const path = relative(worktree, absolute)
  const isOutside = path === '..' || path.startsWith(`..${sep}`) || isAbsolute(path)
  if (requested === '' || requested.includes('\0') || isOutside)
    throw new ToolError(`"${requested}" is no path inside the repository ${worktree}.`)
  if (path.split(sep)[0]?.toLowerCase() === '.git')
    throw new ToolError(`"${requested}" is git's own: it can be neither added nor compared.`)
  return path === '' ? '.' : path.replaceAll(sep, '/')
}

/**
 * The end of a `git diff` command: `--` and the paths. Given exactly two paths of which one is outside, `git diff` compares any
 * two files of the computer (as with --no-index, and no option forbids it). None is outside here, and there are never two:
 * the first is said twice.
 */
export function onlyPaths(worktree: string, requested: readonly string[]): string[] {
  const paths = requested.map((path) => insideWorktree(worktree, path))
  return ['--', ...paths, ...(paths.length === 2 ? paths.slice(0, 1) : [])]
}
