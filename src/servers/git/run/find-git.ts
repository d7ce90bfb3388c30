import { join } from 'node:path'
import { isProgramFile, pathFolders } from '@shared/process/program-files'

/** @returns the absolute path of the git program, or null when PATH has none */
export function findGit(path: string | undefined, platform = process.platform): string | null {
  const name = platform === 'win32' ? 'git.exe' : 'git'
  const candidates = pathFolders(path).map((folder) => join(folder, name))
  return candidates.find((file) => isProgramFile(file)) ?? null
}
