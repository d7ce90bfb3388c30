import { realpathSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { pathWithin } from '../kit/folders/path-within'

/** Where a file really is, all links followed; for one that is not there (or a link that leads nowhere), by its folder. */
export function realPathOf(path: string): string {
  return resolved(path) ?? join(resolved(dirname(path)) ?? dirname(path), basename(path))
}

/** @param path of a file, as `realPathOf` gives it */
export function isWithin(path: string, folder: string): boolean {
  return pathWithin(realPathOf(folder), path) !== null
}

function resolved(path: string): string | null {
  try {
    return realpathSync.native(path)
  } catch {
    return null
  }
}
