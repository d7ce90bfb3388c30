import { realpathSync } from 'node:fs'
import { pathWithin } from '../../kit/folders/path-within'

/** By text: true for a folder itself and whatever lies below it. Both sides are real paths. */
export function isInside(path: string, folders: readonly string[]): boolean {
  return folders.some((folder) => pathWithin(folder, path) !== null)
}

/** Without symbolic links; as it was when it cannot be followed. */
export function realPath(path: string): string {
  try {
    return realpathSync(path)
  } catch {
    return path
  }
}
