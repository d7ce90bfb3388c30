import { isAbsolute, relative, sep } from 'node:path'

/**
 * By text alone, links not followed; `path.relative` knows which systems ignore case.
 * @param folder absolute, as `path` is
 * @returns what follows the folder in the path, empty for the folder itself; null when the path leads elsewhere
 */
export function pathWithin(folder: string, path: string): string | null {
  const rest = relative(folder, path)
  const leaves = rest === '..' || rest.startsWith(`..${sep}`) || isAbsolute(rest)
  return leaves ? null : rest
}
