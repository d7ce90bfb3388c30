import { basename, join } from 'node:path'
import { ToolError } from '../../kit/define-tool'
import type { Folders } from '../../kit/folders/folders'
import { PathError } from '../../kit/folders/path-error'
import type { DirectoryEntry } from '../../kit/folders/read-directory'
import { objectStores } from './alternates'
import type { RepositoryPlaces } from './find-repository'
import { isInnerWorktree, isMadeByGit } from './inner-worktrees'

/** So many entries in one directory, and so many directories, are more than any repository that works well has. */
const MAX_ENTRIES = 200_000
const MAX_DIRECTORIES = 20_000

/**
 * What no command of this service opens: hooks are looked for elsewhere, submodules never entered, and the others belong to
 * other programs. `objects` is looked through by itself. Of everything else git may read or write a file, by names that it
 * makes up itself, also in directories that a later git brings along.
 */
const NOT_OPENED = new Set(['hooks', 'modules', 'lfs', 'annex', 'svn', 'objects'])

/**
 * Makes sure that git, working in this git directory, stays in the allowed folders: no symbolic link in it leads out (git
 * follows them, also to write), and it borrows no objects from a repository outside.
 * @throws ToolError that names what leads out
 */
export async function checkGitDir(folders: Folders, { gitDir, commonDir }: RepositoryPlaces): Promise<void> {
  const worktrees = join(commonDir, 'worktrees')
  const directories: string[] = []
  for (const top of new Set([gitDir, commonDir, ...(await linkedGitDirs(folders, worktrees))]))
    directories.push(...(await directoriesIn(folders, top)))
  const made = directories.filter((path) => isMadeByGit(basename(path)) && path !== worktrees)
  const others = directories.filter((path) => !isMadeByGit(basename(path)))
  await refuseLinks(folders, made)
  await refuseLinks(folders, others, (path, entries) => isInnerWorktree(folders, commonDir, path, entries))
  await refuseLinks(folders, await objectStores(folders, join(commonDir, 'objects')))
}

/** Of all linked working trees, e.g. `worktrees/main`: each is laid out as the git directory they share. */
async function linkedGitDirs(folders: Folders, worktrees: string): Promise<string[]> {
  const entries = await entriesOf(folders, worktrees)
  const link = entries.find(({ type }) => type === 'link')
  if (link) throw refusedLink(join(worktrees, link.name))
  if (entries.length > MAX_DIRECTORIES) throw tooMany(worktrees)
  return entries.filter(({ type }) => type === 'directory').map(({ name }) => join(worktrees, name))
}

/**
 * The directories at the top of a git directory that git opens. Here links are in use, e.g. to share the refs of another
 * repository; what they lead to is looked through as well.
 */
async function directoriesIn(folders: Folders, gitDir: string): Promise<string[]> {
  const directories: string[] = []
  for (const { name, type } of await entriesOf(folders, gitDir)) {
    const path = join(gitDir, name)
    // In a working tree, a checkout could change it after it was looked at.
    if (type === 'link' && /^config(?:\.worktree)?$/i.test(name)) throw refusedLink(path)
    const isDirectory = type === 'link' ? await leadsToDirectory(folders, path) : type === 'directory'
    if (isDirectory && !NOT_OPENED.has(name)) directories.push(path)
  }
  return directories
}

/** A link that leads nowhere is refused as well: git would write where it leads. */
async function leadsToDirectory(folders: Folders, path: string): Promise<boolean> {
  const stats = await folders.stat(path).catch((error: unknown) => {
    if (!(error instanceof PathError)) throw error
    throw new ToolError(
      `The repository is not used: ${path} is a symbolic link that leads out of the allowed folders, or nowhere.`,
    )
  })
  return stats.isDirectory()
}

/**
 * Deeper, git itself makes no links, so there is none that would have to be followed.
 * @param isLeftOut says which directories are not looked through
 */
async function refuseLinks(
  folders: Folders,
  directories: readonly string[],
  isLeftOut: (directory: string, entries: readonly DirectoryEntry[]) => Promise<boolean> = async () => false,
): Promise<void> {
  const waiting = [...directories]
  for (let looked = 0; waiting.length > 0; looked++) {
    const directory = waiting.pop() as string
    if (looked > MAX_DIRECTORIES) throw tooMany(directory)
    const entries = await entriesOf(folders, directory)
    if (await isLeftOut(directory, entries)) continue
    for (const { name, type } of entries) {
      const path = join(directory, name)
      if (type === 'link') throw refusedLink(path)
      if (type === 'directory') waiting.push(path)
    }
  }
}

async function entriesOf(folders: Folders, directory: string): Promise<DirectoryEntry[]> {
  try {
    const { entries, more } = await folders.readDirectory(directory, MAX_ENTRIES)
    if (more) throw tooMany(directory)
    return entries
  } catch (error) {
    if (error instanceof PathError && error.reason === 'missing') return []
    throw error
  }
}

const refusedLink = (path: string): ToolError =>
  new ToolError(
    `The repository is not used: ${path} is a symbolic link, which git would follow, also out of the allowed folders. Ask ` +
      'the person to put the file itself there.',
  )

const tooMany = (directory: string): ToolError =>
  new ToolError(`${directory} has too many entries to be looked through, so this repository is not used.`)
