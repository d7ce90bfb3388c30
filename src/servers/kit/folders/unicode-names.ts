import { readdirSync } from 'node:fs'
import { join, sep } from 'node:path'
import type { Hold } from './held-entry'
import { PathError } from './path-error'

/**
 * The path of `rest` in `folder` as the disk spells it, when some of its names stand there with letters composed in another
 * way (NFC, NFD); what comes after the first name that is not there stays as it is. Undefined when nothing differs.
 * @throws PathError when two names of a directory would fit
 */
export function equivalentPath(hold: Hold, folder: string, rest: string): string | undefined {
  if (isPlainAscii(rest)) return undefined
  const names = rest.split(sep)
  let found = folder
  for (const [index, name] of names.entries()) {
    const spelled = spelledIn(hold, found, name)
    found = join(found, ...(spelled === undefined ? names.slice(index) : [spelled]))
    if (spelled === undefined) break
  }
  return found === join(folder, rest) ? undefined : found
}

function spelledIn(hold: Hold, directory: string, name: string): string | undefined {
  const held = hold(directory, true, directory)
  try {
    if (!held.stats.isDirectory()) return undefined
    const entries = readdirSync(held.access)
    if (entries.includes(name)) return name
    const composed = name.normalize('NFC')
    const similar = entries.filter((entry) => entry.normalize('NFC') === composed)
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

function isPlainAscii(text: string): boolean {
  return Buffer.byteLength(text) === text.length
}
