import { dirname, join, resolve } from 'node:path'
import { ToolError } from '../../kit/define-tool'
import type { Folders } from '../../kit/folders/folders'
import { PathError } from '../../kit/folders/path-error'
import type { RepositoryPlaces } from './find-repository'

/** So many entries in one directory, and so many directories, are more than any repository that works well has. */
const MAX_ENTRIES = 200_000
const MAX_DIRECTORIES = 20_000
const MAX_ALTERNATES_BYTES = 64 * 1024
/** As git has it. */
const MAX_ALTERNATES_DEPTH = 5

/**
 * Makes sure that git, working in this git directory, stays in the allowed folders: no symbolic link in it leads out (git
 * follows them, also to write), and it borrows no objects from a repository outside.
 * @throws ToolError that names what leads out
 */
export async function checkGitDir(folders: Folders, { gitDir, commonDir }: RepositoryPlaces): Promise<void> {
  const objects = join(commonDir, 'objects')
  await checkLinks(folders, [gitDir, commonDir, objects, join(objects, 'info'), join(objects, 'pack')])
  const deep = ['refs', 'logs', 'info', 'reftable'].flatMap((name) => [
    join(gitDir, name),
    join(commonDir, name),
  ])
  await checkLinks(folders, deep, true)
  await checkAlternates(folders, objects, 1)
}

async function checkLinks(folders: Folders, directories: readonly string[], deep = false): Promise<void> {
  const waiting = [...new Set(directories)]
  for (let looked = 0; waiting.length > 0; looked++) {
    const directory = waiting.pop() as string
    const { entries, more } = await entriesOf(folders, directory)
    if (more || looked > MAX_DIRECTORIES)
      throw new ToolError(
        `${directory} has too many entries to be looked through, so this repository is not used.`,
      )
    for (const { name, type } of entries) {
      if (type === 'link') await checkLink(folders, join(directory, name))
      if (deep && type === 'directory') waiting.push(join(directory, name))
    }
  }
}

async function entriesOf(folders: Folders, directory: string): ReturnType<Folders['readDirectory']> {
  try {
    return await folders.readDirectory(directory, MAX_ENTRIES)
  } catch (error) {
    if (error instanceof PathError && error.reason === 'missing') return { entries: [], more: false }
    throw error
  }
}

/** A link that leads nowhere is refused as well: git would write where it leads. */
async function checkLink(folders: Folders, path: string): Promise<void> {
  await folders.stat(path).catch((error: unknown) => {
    if (!(error instanceof PathError)) throw error
    throw new ToolError(
      `The repository is not used: ${path} is a symbolic link that leads out of the allowed folders, or nowhere.`,
    )
  })
}

async function checkAlternates(folders: Folders, objects: string, depth: number): Promise<void> {
  const file = join(objects, 'info', 'alternates')
  for (const line of await linesOf(folders, file)) {
    const path = resolve(objects, line)
    const isInside = await folders.stat(path).then(
      () => true,
      () => false,
    )
    if (!isInside)
      throw new ToolError(
        `The repository is not used: ${file} borrows objects from ${path}, which is not in the allowed folders. Ask the ` +
          `person to allow ${dirname(path)}, or to run "git repack -a -d" and delete that file.`,
      )
    if (depth < MAX_ALTERNATES_DEPTH) await checkAlternates(folders, path, depth + 1)
  }
}

/** Git also reads names in C quotes there; such a line is taken as it stands, is not found, and refused. */
async function linesOf(folders: Folders, path: string): Promise<string[]> {
  try {
    const text = await folders.read(path, async ({ file, stats }) => {
      if (stats.size > MAX_ALTERNATES_BYTES) throw new ToolError(`${path} is too large to be checked.`)
      return await file.readFile('utf8')
    })
    return text.split('\n').filter((line) => line !== '' && !line.startsWith('#'))
  } catch (error) {
    if (error instanceof PathError && error.reason === 'missing') return []
    throw error
  }
}
