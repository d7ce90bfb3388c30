import type { Dirent } from 'node:fs'
import { opendir, readdir } from 'node:fs/promises'
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

/** A directory file smaller than this holds at most some 50,000 names on common file systems; 0 is no size at all. */
const SMALL_DIRECTORY_BYTES = 1024 * 1024
const ENTRIES_AT_ONCE = 1_000

export async function readDirectory(directory: HeldEntry, limit: number): Promise<DirectoryListing> {
  const { size } = directory.stats
  const isSmall = size > 0 && size < SMALL_DIRECTORY_BYTES
  const found = isSmall
    ? await readdir(directory.access, { withFileTypes: true })
    : await readFirst(directory.access, limit + 1)
  const entries = found.slice(0, limit).map((entry) => ({ name: entry.name, type: typeOf(entry) }))
  return {
    entries: entries.sort((one, other) => compareBytes(one.name, other.name)),
    more: found.length > limit,
  }
}

/** Takes four times as long as reading all at once, and no more memory than asked for. */
async function readFirst(path: string, count: number): Promise<Dirent[]> {
  const entries: Dirent[] = []
  for await (const entry of await opendir(path, { bufferSize: ENTRIES_AT_ONCE })) {
    if (entries.push(entry) >= count) break
  }
  return entries
}

function typeOf(entry: Dirent): DirectoryEntry['type'] {
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
