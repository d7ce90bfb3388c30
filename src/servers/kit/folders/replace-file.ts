import { randomBytes } from 'node:crypto'
import { constants, fchmodSync, fchownSync, fstatSync, lstatSync, type Stats } from 'node:fs'
import { open, rename, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { PathError, systemCode } from './path-error'
import type { Target } from './target'

/** Whole, or in chunks when it is too large for the memory. */
export type FileContent = Uint8Array | AsyncIterable<Uint8Array>

export interface ReplaceOptions {
  /** What the new content was made from: when the file changed since, it is not replaced. */
  basedOn?: Stats
  /** Permission bits of a file that is new; otherwise what the system gives new files. */
  mode?: number
  /** What the new file is called until it is complete; for who must find it after a kill. */
  temporaryName?: string
}

const ALL_PERMISSIONS = 0o777
const { O_CREAT, O_EXCL, O_WRONLY, O_NOFOLLOW = 0 } = constants as Partial<typeof constants>

/**
 * Puts `content` in the place of a file, or makes a new one, at once: whoever reads sees all of the old or all of the new,
 * also after a crash. A file of several names (hard links) is replaced under this name only. Returns the new file's facts.
 */
export async function replaceFile(
  target: Target,
  content: FileContent,
  options: ReplaceOptions = {},
): Promise<Stats> {
  const temporary = join(target.parent.access, options.temporaryName ?? newTemporaryName())
  try {
    const written = await writeSynced(temporary, content, target.existing, options.mode)
    target.parent.verify()
    if (options.basedOn) refuseChanged(target.access, options.basedOn, target.realPath)
    await rename(temporary, target.access)
    return written
  } catch (error) {
    await rm(temporary, { force: true })
    throw error
  }
}

/** Its ending tells whoever finds one what it is. */
export function newTemporaryName(): string {
  return `.${randomBytes(8).toString('hex')}.omnimind-tmp`
}

async function writeSynced(
  path: string,
  content: FileContent,
  existing: Stats | null,
  mode: number | undefined,
): Promise<Stats> {
  const flags = (O_CREAT ?? 0) | (O_EXCL ?? 0) | (O_WRONLY ?? 0) | O_NOFOLLOW
  const file = await open(path, flags, existing ? 0o600 : 0o666)
  try {
    await file.writeFile(content)
    const wanted = existing?.mode ?? mode
    if (existing) keepOwner(file.fd, existing)
    if (wanted !== undefined) fchmodSync(file.fd, wanted & ALL_PERMISSIONS)
    await file.sync()
    return await file.stat()
  } finally {
    await file.close()
  }
}

/** Only the superuser may give files away; for everybody else the file becomes the writer's. */
function keepOwner(descriptor: number, existing: Stats): void {
  const { uid, gid } = fstatSync(descriptor)
  if (uid === existing.uid && gid === existing.gid) return
  try {
    fchownSync(descriptor, existing.uid, existing.gid)
  } catch (error) {
    if (systemCode(error) === undefined) throw error
  }
}

/** @throws PathError unless the file at `access` is still the one that `before` tells of */
export function refuseChanged(access: string, before: Stats, shown: string): void {
  const now = lstatSync(access, { throwIfNoEntry: false })
  if (now?.ino !== before.ino || now.mtimeMs !== before.mtimeMs || now.size !== before.size)
    throw new PathError(
      'system',
      `${shown} was changed by another program at the same moment. Read it again, then repeat the call.`,
    )
}
