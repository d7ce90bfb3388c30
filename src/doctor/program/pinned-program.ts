import { realpathSync, statSync } from 'node:fs'
import { locateProgram } from './locate-program'

/** A program that was looked for once, so that what a person allowed is what is started. */
export interface PinnedProgram {
  /** Without symbolic links: what is started. */
  file: string
  /** Where the PATH leads; the program is told this as its own name, as some go by it. */
  foundAs: string
  /** False when the file was written to, or replaced, since it was looked for. */
  isUnchanged(): boolean
}

/** @throws Found when it is not there or may not be run */
export function pinProgram(command: string, path: string): PinnedProgram {
  const foundAs = locateProgram(command, path)
  const file = realpathSync(foundAs)
  const before = fingerprint(file)
  return { file, foundAs, isUnchanged: () => before !== null && fingerprint(file) === before }
}

/** The time of the last change (ctime) cannot be set back by whoever writes. */
function fingerprint(file: string): string | null {
  const stat = statSync(file, { bigint: true, throwIfNoEntry: false })
  return stat ? [stat.dev, stat.ino, stat.size, stat.mtimeNs, stat.ctimeNs].join(' ') : null
}
