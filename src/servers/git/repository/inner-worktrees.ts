import { dirname, join } from 'node:path'
import type { DirectoryEntry } from '../../kit/folders/read-directory'
import type { Folders } from '../../kit/folders/folders'
import { gitDirOf } from './find-repository'

/** Directories that git makes in a git directory and opens files in. */
const MADE_BY_GIT = new Set([
  'branches',
  'fsmonitor--daemon',
  'info',
  'logs',
  'lost-found',
  'notes_merge_worktree',
  'objects',
  'rebase-apply',
  'rebase-merge',
  'refs',
  'reftable',
  'remotes',
  'rr-cache',
  'sequencer',
  'worktrees',
])

/** Whether a directory of this name, at the top of a git directory, is no working tree, whatever lies in it. */
export function isMadeByGit(name: string): boolean {
  return MADE_BY_GIT.has(name.toLowerCase())
}

/**
 * Whether a directory inside of a git directory is a linked working tree of it (`git clone --bare`, then `git worktree add`
 * there, is a common way): its `.git` is a file that leads back. Of its files git opens none as its own.
 * @param entries what is in the directory
 */
export async function isInnerWorktree(
  folders: Folders,
  commonDir: string,
  directory: string,
  entries: readonly DirectoryEntry[],
): Promise<boolean> {
  if (!entries.some(({ name, type }) => name === '.git' && type === 'file')) return false
  const gitDir = await gitDirOf(folders, directory).catch(() => null)
  return gitDir !== null && dirname(gitDir) === join(commonDir, 'worktrees')
}
