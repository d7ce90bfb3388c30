import { existsSync, lstatSync } from 'node:fs'
import { join } from 'node:path'
import { ToolError } from '../kit/define-tool'
import { changedFiles, listed, type Changes } from './changed-files'
import { NamedPaths } from './named-paths'
import { insideWorktree } from './repository/inside-worktree'
import type { Repository } from './repository/repository'

export interface StagedFiles {
  /** Files that were staged. */
  staged: string[]
  /** What was named, or lies below it, and was not staged. */
  skipped: { path: string; reason: string }[]
}

const OWN_REPOSITORY = 'a repository inside this one, with commits of its own'
const NO_UTF8 = 'its name is no UTF-8 text, so it cannot be named here: a person could add it in a terminal'

const SHOWN = 20

/**
 * Stages files and directories. Which files that are is found out first, so that git is never asked about a submodule (it would
 * start another git there, with that submodule's configuration), and so that no file is staged whose filter is not run.
 * @param requested relative to the top of the working tree, or absolute inside it
 * @throws ToolError for a path that is outside, missing, ignored, or goes through a filter
 */
export async function stageFiles(repository: Repository, requested: readonly string[]): Promise<StagedFiles> {
  const { worktree } = repository.places
  const named = new NamedPaths(requested.map((path) => insideWorktree(worktree, path)))
  const changes = await changedFiles(repository, named)
  const { present, deleted, repositories, unnameable } = changes
  await refuseUnmatched(repository, named, changes)
  await refuseFiltered(repository, present)
  // Not `git add`: given many paths, it compares each with each.
  await updateIndex(repository, ['--force-remove'], deleted)
  await updateIndex(repository, ['--add', '--remove', '--replace'], present)
  const skipped = [
    ...repositories.map((path) => ({ path, reason: OWN_REPOSITORY })),
    ...unnameable.map((path) => ({ path, reason: NO_UTF8 })),
  ]
  return { staged: [...deleted, ...present], skipped }
}

async function updateIndex(
  repository: Repository,
  how: readonly string[],
  files: readonly string[],
): Promise<void> {
  if (files.length === 0) return
  const input = files.map((file) => `${file}\0`).join('')
  await repository.git(['update-index', ...how, '-z', '--stdin'], { input })
}

/** A path that stands for no changed file is fine when it is tracked, and a mistake when it is missing or ignored. */
async function refuseUnmatched(
  repository: Repository,
  named: NamedPaths,
  { present, deleted, repositories, unnameable }: Changes,
): Promise<void> {
  const unmatched = new NamedPaths(named.without([...present, ...deleted, ...repositories, ...unnameable]))
  if (unmatched.paths.length === 0) return
  const { worktree } = repository.places
  const tracked = await listed(repository, ['ls-files', '-z', '--', ...unmatched.pathspecs()])
  const [path] = unmatched.without(tracked)
  if (path === undefined) return
  const stats = lstatSync(join(worktree, path), { throwIfNoEntry: false })
  if (!stats) throw new ToolError(`There is no file "${path}" in ${worktree}.`)
  const isEmpty = stats.isDirectory() && !existsSync(join(worktree, path, '.git'))
  const why = isEmpty ? 'it has no files, or they are ignored by .gitignore' : 'it is ignored by .gitignore'
  throw new ToolError(
    `"${path}" was not added: ${why}, or lies behind a symbolic link or in another repository.`,
  )
}

/** Without its filter such a file would be committed as it is, e.g. a large file instead of a pointer of Git LFS. */
async function refuseFiltered(repository: Repository, files: readonly string[]): Promise<void> {
  if (repository.filters.length === 0 || files.length === 0) return
  const items = await listed(repository, ['check-attr', '--stdin', '-z', 'filter'], files.join('\0'))
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
