import { lstatSync, type Stats } from 'node:fs'
import { join } from 'node:path'
import type { HeldEntry } from './held-entry'

/** A name in a held directory: where an entry is, or may come. */
export interface Target {
  parent: HeldEntry
  /** For system calls: the name in exactly this directory. */
  access: string
  /** Where that is, for texts. */
  realPath: string
  /** What stands there now, itself and not what it links to; null when nothing does. */
  existing: Stats | null
}

export function targetIn(parent: HeldEntry, name: string): Target {
  const access = join(parent.access, name)
  const existing = lstatSync(access, { throwIfNoEntry: false }) ?? null
  return { parent, access, realPath: join(parent.realPath, name), existing }
}
