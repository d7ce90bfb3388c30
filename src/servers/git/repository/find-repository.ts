import { dirname, join, resolve } from 'node:path'
import { ToolError } from '../../kit/define-tool'
import type { Folders } from '../../kit/folders/folders'
import { isGitData } from '../../kit/folders/git-data'
import { PathError } from '../../kit/folders/path-error'

/** Where the parts of a repository really are, all inside allowed folders. */
export interface RepositoryPlaces {
  /** Top of the working tree. */
  worktree: string
  gitDir: string
  /** The same as `gitDir`, but for a linked working tree, which shares most of it. */
  commonDir: string
}

const MAX_POINTER_BYTES = 8_192

/**
 * Finds the repository a path belongs to, by git's own rules but without git, which would look outside of the folders: a
 * `.git` directory or a `.git` file that names one, here or above.
 * @throws PathError or ToolError when there is none, or a part of it is outside of the folders
 */
export async function findRepository(folders: Folders, requested: string): Promise<RepositoryPlaces> {
  const start = await folders.useDirectory(requested, ({ realPath }) => realPath)
  if (isGitData(start))
    throw new ToolError(`${requested} is inside a .git directory: give the folder that contains it.`)
  for (let directory = start; ; directory = dirname(directory)) {
    const gitDir = await gitDirOf(folders, directory)
    if (gitDir !== null) return { worktree: directory, gitDir, commonDir: await commonDirOf(folders, gitDir) }
    const above = dirname(directory)
    if (above === directory || !(await isAllowed(folders, above))) throw noRepository(folders, requested)
  }
}

/**
 * The git directory that the `.git` in a directory is, or names.
 * @returns null when nothing of that name is here
 */
export async function gitDirOf(folders: Folders, directory: string): Promise<string | null> {
  const path = join(directory, '.git')
  const found = await orNull(
    folders.use(path, ({ realPath, stats }) => ({ realPath, isDirectory: stats.isDirectory() })),
  )
  if (found === null || found.isDirectory) return found?.realPath ?? null
  const [, target] = /^gitdir: (.+?)\r?\n?$/s.exec(await readText(folders, path)) ?? []
  if (target === undefined) throw new ToolError(`${path} names no git directory.`)
  return await directoryOf(folders, resolve(directory, target))
}

async function commonDirOf(folders: Folders, gitDir: string): Promise<string> {
  const pointer = await orNull(readText(folders, join(gitDir, 'commondir')))
  // Git, too, takes blanks at the end as part of the name.
  return pointer === null
    ? gitDir
    : await directoryOf(folders, resolve(gitDir, pointer.replace(/[\r\n]+$/, '')))
}

async function directoryOf(folders: Folders, path: string): Promise<string> {
  return await folders.useDirectory(path, ({ realPath }) => realPath)
}

async function readText(folders: Folders, path: string): Promise<string> {
  return await folders.read(path, async ({ file }) => {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(MAX_POINTER_BYTES), 0, MAX_POINTER_BYTES, 0)
    return buffer.toString('utf8', 0, bytesRead)
  })
}

async function isAllowed(folders: Folders, path: string): Promise<boolean> {
  return await folders.stat(path).then(
    () => true,
    () => false,
  )
}

async function orNull<T>(found: Promise<T>): Promise<T | null> {
  try {
    return await found
  } catch (error) {
    if (error instanceof PathError && error.reason === 'missing') return null
    throw error
  }
}

function noRepository(folders: Folders, requested: string): ToolError {
  return new ToolError(
    `There is no git repository at ${requested}, nor above it in the allowed folders (${folders.names().join(', ')}). ` +
      'git_list_repositories shows those there are; git_init makes one.',
  )
}
