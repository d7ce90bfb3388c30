import { accessSync, constants, statSync } from 'node:fs'
import { delimiter, isAbsolute } from 'node:path'

/** The folders of a PATH that are absolute: `.` or an empty one would mean whatever folder a program happens to stand in. */
export function pathFolders(path: string | undefined): string[] {
  return (path ?? '').split(delimiter).filter((folder) => isAbsolute(folder))
}

/** One PATH of two, the first one's folders first; each folder once. */
export function joinedPath(first: string, second: string): string {
  const folders = [...first.split(delimiter), ...second.split(delimiter)]
  return [...new Set(folders)].filter(Boolean).join(delimiter)
}

/** A regular file that may be executed; Windows knows no such permission. */
export function isProgramFile(file: string, platform: NodeJS.Platform = process.platform): boolean {
  try {
    accessSync(file, platform === 'win32' ? constants.F_OK : constants.X_OK)
    return statSync(file).isFile()
  } catch {
    return false
  }
}
