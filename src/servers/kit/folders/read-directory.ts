import { opendir } from 'node:fs/promises'
import type { HeldEntry } from './held-entry'

export interface DirectoryEntry {
  name: string
  type: 'directory' | 'file' | 'link' | 'other'
}

export interface DirectoryListing {
  /** By the bytes of their names. */
  entries: DirectoryEntry[]
  /** Whether there are more than `limit`; which ones are left out is chance. */
  more: boolean
}

/** Enough for one trip to the disk in nearly every directory. */
const ENTRIES_AT_ONCE = 512

export async function readDirectory(directory: HeldEntry, limit: number): Promise<DirectoryListing> {
  const entries: DirectoryEntry[] = []
  let more = false
  for await (const entry of await opendir(directory.access, { bufferSize: ENTRIES_AT_ONCE })) {
    more = entries.length >= limit
    if (more) break
    entries.push({ name: entry.name, type: typeOf(entry) })
  }
  return { entries: entries.sort((one, other) => compareBytes(one.name, other.name)), more }
}

function typeOf(entry: {
  isDirectory(): boolean
  isFile(): boolean
  isSymbolicLink(): boolean
}): DirectoryEntry['type'] {
  if (entry.isDirectory()) return 'directory'
  if (entry.isFile()) return 'file'
  return entry.isSymbolicLink() ? 'link' : 'other'
}

/** UTF-16 and UTF-8 agree in order, but for letters beyond U+FFFF. */
function compareBytes(one: string, other: string): number {
  if (one === other) return 0
  const hasPair = /[\ud800-\udfff]/.test(one + other)
  if (hasPair) return Buffer.compare(Buffer.from(one), Buffer.from(other))
  return one < other ? -1 : 1
}
