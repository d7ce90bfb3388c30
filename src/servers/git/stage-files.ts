import { existsSync, lstatSync } from 'node:fs'
import { join } from 'node:path'
import { ToolError } from '../kit/define-tool'
import { insideWorktree } from './repository/inside-worktree'
import type { Repository } from './repository/repository'

export interface StagedFiles {
  /** Files that were staged. */
  staged: string[]
  /** Repositories inside this one: they have their own commits. */
  skipped: string[]
}

/** Lists of files may be longer than answers. */
const MAX_LIST_BYTES = 64 * 1024 * 1024
const SHOWN = 20

/**
 * Stages files and directories. Which files that are is found out first, so that git is never asked about a submodule (it would
 * start another git there, with that submodule's configuration), and so that no file is staged whose filter is not run.
 * @param requested relative to the top of the working tree, or absolute inside it
 * @throws ToolError for a path that is outside, missing, ignored, or goes through a filter
 */
export async function stageFiles(repository: Repository, requested: readonly string[]): Promise<StagedFiles> {
  const paths = requested.map((path) => insideWorktree(repository.places.worktree, path))
  const { files, skipped } = await changedFiles(repository, paths)
  await refuseUnmatched(repository, paths, [...files, ...skipped])
  await refuseFiltered(repository, files)
  if (files.length > 0) {
    const argv = ['add', '--pathspec-from-file=-', '--pathspec-file-nul']
    await repository.git(argv, { input: files.join('\0') })
  }
  return { staged: files, skipped }
}

/** Tracked files that differ, submodules left out, and new files that are not ignored. */
async function changedFiles(
  repository: Repository,
  paths: readonly string[],
): Promise<{ files: string[]; skipped: string[] }> {
  const options = { maxBytes: MAX_LIST_BYTES }
  const diff = ['diff-files', '--name-only', '-z', '--no-ext-diff', '--ignore-submodules=all', '--', ...paths]
  const tracked = await repository.items(diff, options)
  const list = ['ls-files', '--others', '--exclude-standard', '-z', '--', ...paths]
  const untracked = await repository.items(list, options)
  if (tracked.truncated || untracked.truncated)
    throw new ToolError('These are too many files to add at once. Add one directory after the other.')
  const isRepository = (path: string): boolean => path.endsWith('/')
  return {
    files: [...new Set([...tracked.items, ...untracked.items.filter((path) => !isRepository(path))])],
    skipped: untracked.items.filter(isRepository),
  }
}

/** A path that stands for no changed file is fine when it is tracked, and a mistake when it is missing or ignored. */
async function refuseUnmatched(
  repository: Repository,
  paths: readonly string[],
  found: readonly string[],
): Promise<void> {
  const unmatched = paths.filter((path) => {
    const below = `${path}/`
    return path !== '.' && !found.some((file) => file === path || file.startsWith(below))
  })
  if (unmatched.length === 0) return
  const { worktree } = repository.places
  const tracked = await repository.items(['ls-files', '-z', '--', ...unmatched], { maxBytes: MAX_LIST_BYTES })
  for (const path of unmatched) {
    if (tracked.items.some((file) => file === path || file.startsWith(`${path}/`))) continue
    const stats = lstatSync(join(worktree, path), { throwIfNoEntry: false })
    if (!stats) throw new ToolError(`There is no file "${path}" in ${worktree}.`)
    const isEmpty = stats.isDirectory() && !existsSync(join(worktree, path, '.git'))
    const why = isEmpty ? 'it has no files, or they are ignored by .gitignore' : 'it is ignored by .gitignore'
    throw new ToolError(
      `"${path}" was not added: ${why}, or lies behind a symbolic link or in another repository.`,
    )
  }
}

/** Without its filter such a file would be committed as it is, e.g. a large file instead of a pointer of Git LFS. */
async function refuseFiltered(repository: Repository, files: readonly string[]): Promise<void> {
  if (repository.filters.length === 0 || files.length === 0) return
  const argv = ['check-attr', '--stdin', '-z', 'filter']
  const { items } = await repository.items(argv, { input: files.join('\0'), maxBytes: MAX_LIST_BYTES })
  const filtered: string[] = []
  let filter = ''
  for (let at = 0; at + 3 <= items.length; at += 3) {
    const [path = '', , value = ''] = items.slice(at, at + 3)
    if (!repository.filters.includes(value)) continue
    filter = value
    filtered.push(path)
  }
  if (filtered.length === 0) return
  const names = filtered.slice(0, SHOWN).join(', ') + (filtered.length > SHOWN ? ' ...' : '')
  throw new ToolError(
    `Nothing was added: these files go through the filter "${filter}", a program that this service does not run: ${names}. ` +
      'Ask the person to add them in a terminal, or add the other files by name.',
  )
}
