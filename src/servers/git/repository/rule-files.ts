import { existsSync } from 'node:fs'
import type { FileHandle } from 'node:fs/promises'
import { resolve } from 'node:path'
import { ToolError } from '../../kit/define-tool'
import type { Folders } from '../../kit/folders/folders'
import { isMissing, PathError } from '../../kit/folders/path-error'
import type { ConfigOverride } from '../run/environment'
import type { RepositoryPlaces } from './find-repository'

/** Files of rules that a configuration may name, and where in the git directory the same rules can stand. */
const insteadOf: Readonly<Record<string, string>> = {
  'core.attributesfile': 'info/attributes',
  'core.excludesfile': 'info/exclude',
}

export function namesRuleFile(key: string): boolean {
  return key.toLowerCase() in insteadOf
}

/** They stay open until `close`. */
export interface RuleFiles {
  /** By which paths git is to read them. */
  overrides: ConfigOverride[]
  close: () => Promise<void>
}

/**
 * Opens the files of rules that a repository's own configuration names. Git would open them wherever they lie, so that their
 * text can come out: in errors, or as what is left out of a list. So each must be in the allowed folders, and git is
 * given the open file, since by then its name may mean another one.
 * @param named paths by their keys, as the configuration has them
 * @throws ToolError when one is outside, or no regular file
 */
export async function openRuleFiles(
  folders: Folders,
  places: RepositoryPlaces,
  named: ReadonlyMap<string, string>,
): Promise<RuleFiles> {
  const files: FileHandle[] = []
  const close = async (): Promise<void> => void (await Promise.all(files.map((file) => file.close())))
  const overrides: ConfigOverride[] = []
  try {
    for (const [key, path] of named) {
      const opened = await openRules(folders, places, key, path)
      if (opened) files.push(opened.file)
      overrides.push([key, opened?.path ?? ''])
    }
    return { overrides, close }
  } catch (error) {
    await close()
    throw error
  }
}

/** @returns null when nothing is there, which is none to git either */
async function openRules(
  folders: Folders,
  { worktree, commonDir }: RepositoryPlaces,
  key: string,
  path: string,
): Promise<{ file: FileHandle; path: string } | null> {
  if (path === '') return null
  try {
    // Git stands at the top of the working tree. `~name/x` and `%(prefix)/x` are names there to us: git is told what was found.
    const absolute = path.startsWith('~/') ? path : resolve(worktree, path)
    return await folders.use(absolute, async (entry) => {
      const file = await entry.openFile()
      return { file, path: pathOf(file) ?? entry.realPath }
    })
  } catch (error) {
    if (isMissing(error)) return null
    if (!(error instanceof PathError)) throw error
    throw new ToolError(
      `The repository is not used: its own configuration names a file of rules ("${key}"), which cannot be read: ` +
        `${error.message} Or ask the person to remove that line from ${commonDir}/config (or config.worktree), and to write ` +
        `the rules into ${commonDir}/${insteadOf[key.toLowerCase()]}.`,
    )
  }
}

/** The path by which another process of this person opens the same file, where the system has one (Linux). */
function pathOf(file: FileHandle): string | null {
  const path = `/proc/${process.pid}/fd/${file.fd}`
  return existsSync(path) ? path : null
}
