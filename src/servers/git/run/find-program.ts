import { accessSync, constants, statSync } from 'node:fs'
import { delimiter, isAbsolute, join } from 'node:path'

/**
 * The folders of PATH that are absolute: `.` or an empty entry would mean the repository a command runs in, and a program
 * that lies there.
 */
export function absoluteFolders(path: string | undefined): string[] {
  return (path ?? '').split(delimiter).filter((folder) => isAbsolute(folder))
}

/** @returns the absolute path of the git program, or null when PATH has none */
export function findGit(path: string | undefined, platform = process.platform): string | null {
  const name = platform === 'win32' ? 'git.exe' : 'git'
  const candidates = absoluteFolders(path).map((folder) => join(folder, name))
  return candidates.find(isProgram) ?? null
}

function isProgram(path: string): boolean {
  try {
    accessSync(path, constants.X_OK)
    return statSync(path).isFile()
  } catch {
    return false
  }
}
