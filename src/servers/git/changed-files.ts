import { lstatSync } from 'node:fs'
import { join } from 'node:path'
import { ToolError } from '../kit/define-tool'
import type { NamedPaths } from './named-paths'
import type { Repository } from './repository/repository'

export interface Changes {
  /** Tracked files that differ, and new ones that are not ignored. */
  present: string[]
  /** Tracked files that are gone. */
  deleted: string[]
  /** Repositories inside this one; those that are new have names that end with `/`. Submodules are left out. */
  repositories: string[]
  /** Names that a text cannot hold: it shows U+FFFD for their bytes, which git would take for another file's. */
  unnameable: string[]
}

/** Lists of files may be longer than answers. */
const MAX_LIST_BYTES = 64 * 1024 * 1024

/** What of the working tree is not in the index as it is, as far as it is named. */
export async function changedFiles(repository: Repository, named: NamedPaths): Promise<Changes> {
  const only = ['--', ...named.pathspecs()]
  const diff = [
    'diff-files',
    '--name-status',
    '--no-renames',
    '-z',
    '--no-ext-diff',
    '--ignore-submodules=all',
  ]
  const tracked = statusOf(await listed(repository, [...diff, ...only]))
  const others = ['ls-files', '--others', '--exclude-standard', '-z', ...only]
  const found = new Set([...tracked.keys(), ...(await listed(repository, others))])
  const changes: Changes = { present: [], deleted: [], repositories: [], unnameable: [] }
  for (const path of found) {
    if (!named.has(path)) continue
    const isDeleted = tracked.get(path) === 'D'
    const isRepository = path.endsWith('/') || (tracked.get(path) === 'T' && isDirectory(repository, path))
    if (path.includes('\ufffd')) changes.unnameable.push(path)
    else if (isRepository) changes.repositories.push(path)
    else if (isDeleted) changes.deleted.push(path)
    else changes.present.push(path)
  }
  return changes
}

/** A tracked file in whose place a repository is: git would look into that, wherever its `.git` leads. */
function isDirectory(repository: Repository, path: string): boolean {
  const stats = lstatSync(join(repository.places.worktree, path), { throwIfNoEntry: false })
  return stats?.isDirectory() === true
}

/** @returns status by path; a file in conflict is told twice, and the last word is how it is on disk */
function statusOf(items: readonly string[]): Map<string, string> {
  const status = new Map<string, string>()
  for (let at = 0; at + 2 <= items.length; at += 2) status.set(items[at + 1] ?? '', items[at] ?? '')
  return status
}

/**
 * @param argv a command with `-z`
 * @throws ToolError when there are too many items even for a list that is no answer
 */
export async function listed(
  repository: Repository,
  argv: readonly string[],
  input?: string,
): Promise<string[]> {
  const options = { maxBytes: MAX_LIST_BYTES, ...(input === undefined ? {} : { input }) }
  const { items, truncated } = await repository.items(argv, options)
  if (truncated)
    throw new ToolError('These are too many files to add at once. Add one directory after the other.')
  return items
}
