import { dirname, join, resolve } from 'node:path'
import { ToolError } from '../../kit/define-tool'
import type { Folders } from '../../kit/folders/folders'
import { PathError } from '../../kit/folders/path-error'

const MAX_BYTES = 64 * 1024
const MAX_STORES = 100
/** Git reads the file of the repository itself, that of the store it names, and so on: six files, one after the other. */
const MAX_DEPTH = 6

/**
 * The directories that a repository's objects are in: its own, and those that `info/alternates` names there, and there, ...
 * @returns where they really are, since git takes relative lines from there
 * @throws ToolError when one is outside of the allowed folders, or cannot be followed with certainty
 */
export async function objectStores(folders: Folders, objects: string): Promise<string[]> {
  const own = await realDirectory(folders, objects)
  if (own === null) return []
  const stores = new Set([own])
  let level = [own]
  // Breadth first, so that a store is met where git, too, would go furthest from it.
  for (let depth = 1; level.length > 0; depth++) {
    const next: string[] = []
    for (const store of level) {
      for (const named of await alternatesOf(folders, store)) {
        if (depth > MAX_DEPTH) throw refused(store, `is the ${depth}th that borrows from the next.`)
        if (stores.has(named)) continue
        if (stores.size >= MAX_STORES) throw refused(store, 'is one of too many stores of objects.')
        stores.add(named)
        next.push(named)
      }
    }
    level = next
  }
  return [...stores]
}

async function alternatesOf(folders: Folders, store: string): Promise<string[]> {
  const found: string[] = []
  for (const line of await linesOf(folders, join(store, 'info', 'alternates'))) {
    // Git reads such a line as a name in C quotes, e.g. "\057" for a slash.
    if (line.startsWith('"')) throw refused(store, 'names others in quotes.')
    const path = resolve(store, line)
    const real = await realDirectory(folders, path).catch(() => null)
    if (real === null)
      throw refused(store, `borrows from ${path} (a person could allow the folder ${dirname(path)}).`)
    found.push(real)
  }
  return found
}

const refused = (store: string, why: string): ToolError =>
  new ToolError(
    `The repository is not used, since it borrows objects that may lie outside of the allowed folders: ${store} ${why} ` +
      'Ask the person to run "git repack -a -d" in the repository and to delete its objects/info/alternates.',
  )

/** @returns null when nothing is there */
async function realDirectory(folders: Folders, path: string): Promise<string | null> {
  try {
    return await folders.useDirectory(path, ({ realPath }) => realPath)
  } catch (error) {
    if (error instanceof PathError && error.reason === 'missing') return null
    throw error
  }
}

async function linesOf(folders: Folders, path: string): Promise<string[]> {
  try {
    const text = await folders.read(path, async ({ file, stats }) => {
      if (stats.size > MAX_BYTES) throw new ToolError(`${path} is too large to be checked.`)
      return await file.readFile('utf8')
    })
    return text.split('\n').filter((line) => line !== '' && !line.startsWith('#'))
  } catch (error) {
    if (error instanceof PathError && error.reason === 'missing') return []
    throw error
  }
}
