import { closeSync, existsSync, fstatSync, openSync, renameSync, statSync, constants } from 'node:fs'
import { repairTornLine } from './torn-line'

/** `x.jsonl` and two older ones: 30 MB a source at most. */
const KEPT_FILES = 3
const { O_CREAT, O_RDWR } = constants

/** A file open for reading, and how many of its bytes belong to the snapshot. */
export interface OpenFile {
  descriptor: number
  size: number
}

/** The name of the n-th file, 0 being the one that is written. */
const nameOf = (path: string, n: number): string => (n === 0 ? path : `${path}.${n}`)

/** Opens the file for writing at positions; it is made when missing and a torn last line is repaired. */
export function openForWriting(path: string): OpenFile {
  const descriptor = openSync(path, O_RDWR | O_CREAT, 0o600)
  try {
    return { descriptor, size: repairTornLine(descriptor) }
  } catch (error) {
    closeSync(descriptor)
    throw error
  }
}

/** Moves every file one number up; the oldest one is overwritten. */
export function rotate(path: string): void {
  for (let n = KEPT_FILES - 1; n > 0; n--) {
    if (existsSync(nameOf(path, n - 1))) renameSync(nameOf(path, n - 1), nameOf(path, n))
  }
}

/** Opens all files of a source for reading, newest first; they stay readable when they are rotated meanwhile. */
export function openAllForReading(path: string): OpenFile[] {
  const files: OpenFile[] = []
  for (let n = 0; n < KEPT_FILES; n++) {
    if (!existsSync(nameOf(path, n))) continue
    const descriptor = openSync(nameOf(path, n), 'r')
    files.push({ descriptor, size: fstatSync(descriptor).size })
  }
  return files
}

/** @returns which of a source's files has this inode now; null when it is gone */
export function nameByInode(path: string, inode: number): string | null {
  for (let n = 0; n < KEPT_FILES; n++) {
    if (statSync(nameOf(path, n), { throwIfNoEntry: false })?.ino === inode) return nameOf(path, n)
  }
  return null
}
