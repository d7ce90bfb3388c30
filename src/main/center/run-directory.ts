import { chmodSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { DisposableStore } from '@shared/lib/disposable'

/** A socket's path may have 104 bytes on macOS; this leaves room for its name. */
const LONGEST = 80

/**
 * The directory of the private endpoints, for this user only. What an earlier run left there is worthless: its
 * owners are gone. Below a data directory with a long path it lies in the system's temporary folder instead.
 */
export function makeRunDirectory(home: string, resources: DisposableStore): string {
  const own = join(home, 'run')
  const dir = Buffer.byteLength(own) <= LONGEST ? emptied(own) : mkdtempSync(join(tmpdir(), 'omnimind-'))
  chmodSync(dir, 0o700)
  resources.defer(() => rmSync(dir, { recursive: true, force: true }))
  return dir
}

function emptied(dir: string): string {
  rmSync(dir, { recursive: true, force: true })
  mkdirSync(dir, { recursive: true, mode: 0o700 })
  return dir
}
