import { lstatSync } from 'node:fs'
import { join } from 'node:path'
import { setImmediate as nextTurn } from 'node:timers/promises'
import { ToolError } from '../kit/define-tool'
import type { Folders } from '../kit/folders/folders'
import type { HeldEntry } from '../kit/folders/held-entry'
import { readDirectory, type DirectoryEntry } from '../kit/folders/read-directory'

/** More than a model can use. */
export const MAX_ENTRIES = 20_000

export interface SizedEntry {
  name: string
  isDirectory: boolean
  /** Bytes; 0 for what cannot be read or leads out. */
  size: number
}

/** A last line that says what is missing, or none. */
export function incomplete(more: boolean): string[] {
  return more
    ? [
        `(There are more than ${MAX_ENTRIES} entries; the rest is not shown. Use search_files with a pattern.)`,
      ]
    : []
}

export async function sizedEntries(
  folders: Folders,
  path: string,
): Promise<{ entries: SizedEntry[]; more: boolean }> {
  return await folders.useDirectory(path, async (directory) => {
    const { entries, more } = await readDirectory(directory, MAX_ENTRIES)
    const sized: SizedEntry[] = []
    for (const [index, entry] of entries.entries()) {
      // Asking the system takes some 2 us an entry; others get their turn in between.
      if (index % 500 === 499) await nextTurn()
      const size = await sizeOf(folders, directory, entry)
      sized.push({ name: entry.name, isDirectory: entry.type === 'directory', size })
    }
    return { entries: sized, more }
  })
}

async function sizeOf(
  folders: Folders,
  directory: HeldEntry,
  { name, type }: DirectoryEntry,
): Promise<number> {
  if (type !== 'link') return lstatSync(join(directory.access, name), { throwIfNoEntry: false })?.size ?? 0
  try {
    return (await folders.stat(join(directory.realPath, name))).size
  } catch (error) {
    if (error instanceof ToolError) return 0
    throw error
  }
}
