import { existsSync, renameSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import type { Problem } from '@shared/errors'
import { errorText } from '@shared/errors'
import type { Clock } from '@shared/lib/clock'

/**
 * Moves a broken database aside, with its write-ahead log and index, so that nothing of it is lost and a
 * fresh one can take its place. A rename is the one step that also works on a full disk.
 * @returns the problem to tell, naming the file that was kept
 */
export function quarantine(file: string, cause: unknown, clock: Clock): Problem {
  const kept = freeName(`${file}.broken-${timestamp(clock.epochMs())}`)
  for (const suffix of ['', '-wal', '-shm'])
    if (existsSync(file + suffix)) renameSync(file + suffix, kept + suffix)
  return {
    code: 'INTERNAL',
    message: `The database ${basename(file)} was damaged; it was moved aside and a fresh one was started.`,
    nextStep: `Restore a backup, or keep ${join(dirname(kept), basename(kept))} for somebody who can repair it.`,
    cause: errorText(cause),
  }
}

/** `2026-01-01T00-00-00Z`: sorts by time and is a valid name on every file system. */
function timestamp(epochMs: number): string {
  return new Date(epochMs).toISOString().replace(/\.\d+/, '').replaceAll(':', '-')
}

function freeName(wish: string): string {
  for (let n = 1; ; n++) {
    const name = n === 1 ? wish : `${wish}-${n}`
    if (!existsSync(name)) return name
  }
}
