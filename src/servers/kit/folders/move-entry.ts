import { constants, type Stats } from 'node:fs'
import { open, rename, unlink } from 'node:fs/promises'
import { missing, PathError, systemCode } from './path-error'
import { replaceFile } from './replace-file'
import type { Target } from './target'

const { O_RDONLY, O_NOFOLLOW = 0, O_NONBLOCK = 0 } = constants as Partial<typeof constants>

/**
 * Renames an entry; a symbolic link is moved itself. Between two file systems a regular file is copied, then removed.
 * Node has no rename that refuses to replace, so a file made at the destination within these microseconds is lost.
 */
export async function moveEntry(source: Target, destination: Target): Promise<void> {
  if (!source.existing) throw missing(source.realPath)
  if (destination.existing)
    throw new PathError('system', `Destination already exists: ${destination.realPath}`)
  source.parent.verify()
  destination.parent.verify()
  try {
    await rename(source.access, destination.access)
  } catch (error) {
    if (systemCode(error) !== 'EXDEV' || !source.existing.isFile()) throw error
    await copyAndRemove(source, source.existing, destination)
  }
}

async function copyAndRemove(source: Target, before: Stats, destination: Target): Promise<void> {
  const file = await open(source.access, (O_RDONLY ?? 0) | O_NOFOLLOW | O_NONBLOCK)
  try {
    const opened = await file.stat()
    if (opened.ino !== before.ino || opened.dev !== before.dev) throw missing(source.realPath)
    await replaceFile(destination, await file.readFile(), { mode: before.mode })
  } finally {
    await file.close()
  }
  await unlink(source.access)
}
