import { constants, type Stats } from 'node:fs'
import { open, rename, unlink } from 'node:fs/promises'
import { missing, PathError, systemCode } from './path-error'
import { refuseChanged, replaceFile, type ReplaceOptions } from './replace-file'
import type { Target } from './target'

const { O_RDONLY, O_NOFOLLOW = 0, O_NONBLOCK = 0 } = constants as Partial<typeof constants>

/** What a copy is called until it is complete; for who must find it after a kill. */
export type MoveOptions = Pick<ReplaceOptions, 'temporaryName'>

/**
 * Renames an entry; a symbolic link is moved itself. Between two file systems a regular file is copied, then removed, unless it
 * was changed meanwhile: then it stays and the copy goes. Returns the facts of what stands at the destination.
 * Node has no rename that refuses to replace, so a file made at the destination within these microseconds is lost.
 */
export async function moveEntry(
  source: Target,
  destination: Target,
  { temporaryName }: MoveOptions = {},
): Promise<Stats> {
  if (!source.existing) throw missing(source.realPath)
  if (destination.existing)
    throw new PathError('system', `Destination already exists: ${destination.realPath}`)
  source.parent.verify()
  destination.parent.verify()
  try {
    await rename(source.access, destination.access)
    return source.existing
  } catch (error) {
    if (systemCode(error) !== 'EXDEV' || !source.existing.isFile()) throw error
    return await copyAndRemove(source, source.existing, destination, temporaryName)
  }
}

async function copyAndRemove(
  source: Target,
  before: Stats,
  destination: Target,
  temporaryName: string | undefined,
): Promise<Stats> {
  const file = await open(source.access, (O_RDONLY ?? 0) | O_NOFOLLOW | O_NONBLOCK)
  try {
    const opened = await file.stat()
    if (opened.ino !== before.ino || opened.dev !== before.dev) throw missing(source.realPath)
    const content = file.createReadStream({ autoClose: false })
    const options = { mode: before.mode, ...(temporaryName === undefined ? {} : { temporaryName }) }
    const copied = await replaceFile(destination, content, options)
    await removeUnchanged(source, opened).catch(async (error: unknown) => {
      await unlink(destination.access)
      throw error
    })
    return copied
  } finally {
    await file.close()
  }
}

/** What somebody saved since it was read would be lost. */
async function removeUnchanged(source: Target, read: Stats): Promise<void> {
  refuseChanged(source.access, read, source.realPath)
  await unlink(source.access)
}
