import { closeSync, fsyncSync, openSync, renameSync, rmSync, writeSync } from 'node:fs'
import { dirname } from 'node:path'
import { randomBytes } from 'node:crypto'

/** The end of the name of a draft that was not finished; such files may be removed at the next start. */
export const DRAFT_SUFFIX = '.draft'

/**
 * Replaces a file so that a reader, and the disk after a power cut, has the old text or the new one, never
 * half: draft in the same directory, fsync, rename, fsync of the directory. Mode 0600.
 * @throws the file system's own error; the file is then as it was
 */
export function writeFileAtomic(file: string, text: string): void {
  const draft = `${file}.${randomBytes(6).toString('hex')}${DRAFT_SUFFIX}`
  try {
    writeSynced(draft, text)
    renameSync(draft, file)
  } catch (error) {
    rmSync(draft, { force: true })
    throw error
  }
  syncDirectory(dirname(file))
}

function writeSynced(file: string, text: string): void {
  const handle = openSync(file, 'wx', 0o600)
  try {
    const bytes = Buffer.from(text)
    for (let written = 0; written < bytes.length;) written += writeSync(handle, bytes, written)
    fsyncSync(handle)
  } finally {
    closeSync(handle)
  }
}

/** Makes the rename itself durable. Windows has no such call for directories and orders renames on its own. */
function syncDirectory(directory: string): void {
  if (process.platform === 'win32') return
  const handle = openSync(directory, 'r')
  try {
    fsyncSync(handle)
  } finally {
    closeSync(handle)
  }
}
