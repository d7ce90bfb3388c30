import { lstatSync, opendirSync } from 'node:fs'
import { join, sep } from 'node:path'
import type { HeldEntry, Hold } from './held-entry'
import { PathError } from './path-error'

/** Looking through so many takes some 50 ms, during which nobody else gets an answer. */
const MAX_ENTRIES = 20_000
/** A directory that changes twice within a tick of the file system's clock shows the same time; much older changes are safe. */
const SETTLED_MS = 1_000

/**
 * The path of `rest` in `folder` as the disk spells it, when some of its names stand there with letters composed in another
 * way (NFC, NFD); what comes after the first name that is not there stays as it is. Undefined when nothing differs, or a directory
 * is too large to look.
 * @throws PathError when two names of a directory would fit
 */
export function equivalentPath(hold: Hold, folder: string, rest: string): string | undefined {
  if (isPlainAscii(rest)) return undefined
  const names = rest.split(sep)
  let found = folder
  for (const [index, name] of names.entries()) {
    const spelled = isPlainAscii(name) ? name : spelledIn(hold, found, name)
    found = join(found, ...(spelled === undefined ? names.slice(index) : [spelled]))
    if (spelled === undefined) break
  }
  return found === join(folder, rest) ? undefined : found
}

function spelledIn(hold: Hold, directory: string, name: string): string | undefined {
  const held = hold(directory, true, directory)
  try {
    if (!held.stats.isDirectory()) return undefined
    if (lstatSync(join(held.access, name), { throwIfNoEntry: false })) return name
    const similar = composedNames(hold, held).get(name.normalize('NFC')) ?? []
    if (similar.length > 1)
      throw new PathError(
        'name',
        `Ambiguous Unicode path component: ${name}. Two names look the same; rename one of them.`,
      )
    return similar[0]
  } finally {
    held.close()
  }
}

/** Names of a directory that are not plain ASCII, by their composed form. */
type ComposedNames = ReadonlyMap<string, readonly string[]>

/** The directory that was looked through last: one call often asks for many names of the same. */
const lastLooks = new WeakMap<Hold, { directory: string; names: ComposedNames }>()

function composedNames(hold: Hold, held: HeldEntry): ComposedNames {
  const { dev, ino, mtimeMs, ctimeMs } = held.stats
  const directory = [dev, ino, mtimeMs, ctimeMs].join(' ')
  const last = lastLooks.get(hold)
  if (last?.directory === directory) return last.names
  const names = readComposedNames(held.access)
  if (Date.now() - ctimeMs > SETTLED_MS) lastLooks.set(hold, { directory, names })
  return names
}

function readComposedNames(access: string): ComposedNames {
  const names = new Map<string, string[]>()
  const directory = opendirSync(access, { bufferSize: 1_000 })
  try {
    for (let count = 0, entry = directory.readSync(); entry; entry = directory.readSync()) {
      if (++count > MAX_ENTRIES) return new Map()
      if (isPlainAscii(entry.name)) continue
      const composed = entry.name.normalize('NFC')
      names.set(composed, [...(names.get(composed) ?? []), entry.name])
    }
    return names
  } finally {
    directory.closeSync()
  }
}

function isPlainAscii(text: string): boolean {
  return Buffer.byteLength(text) === text.length
}
