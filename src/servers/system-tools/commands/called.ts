import { statSync } from 'node:fs'
import { resolve } from 'node:path'
import { programName } from '@shared/lib/program-name'
import type { Argv } from './allow-list'
import { realPath } from './inside'
import { multiCall } from './known-programs'

/** As it is called, and as what it leads to is; one file of many programs (busybox) goes by what it is called. */
export function names({ program }: Argv): string[] {
  const real = programName(realPath(program))
  return [programName(program), ...(multiCall.has(real) ? [] : [real])]
}

/** What an argument names; null: nothing that is there. */
export function kindAt(arg: string, cwd: string): 'file' | 'other' | null {
  try {
    return statSync(resolve(cwd, arg)).isFile() ? 'file' : 'other'
  } catch {
    return null
  }
}
