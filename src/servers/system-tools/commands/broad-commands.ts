import { isAbsolute } from 'node:path'
import { programName } from '@shared/lib/program-name'
import type { AllowedCommand } from './allow-list'
import { interpreters, launchers, shells } from './known-programs'
import { wordSet } from '@shared/lib/word-set'

/** Programs with commands of their own, where some of these start anything: allowed whole, they allow anything. */
const withCommands = wordSet(`
  git docker podman kubectl npm pnpm yarn bun deno cargo go pip pip3 gh helm terraform tar rsync curl
  wget find awk gawk mawk sed dd tee vim vi emacs less more man cmake gdb sqlite3 psql mysql
  systemctl busybox
`)
/** Commands of these that fetch or start whatever is named after them. */
const startsAnything = new Set(['exec', 'x', 'dlx', 'install', 'i', 'create'])
/** With these no program known here looks at what follows. */
const tells = new Set(['--version', '--help'])

/**
 * True when the line allows practically anything: what follows its items says what is done, or clients can write what it
 * runs.
 * @param isWritable whether clients can write a file of this absolute path
 */
export function isBroad({ command, args }: AllowedCommand, isWritable: (path: string) => boolean): boolean {
  const [first, second] = args
  const name = programName(command)
  if (isAbsolute(command) && isWritable(command)) return true
  if (first !== undefined && tells.has(first)) return false
  if (shells.has(name) || launchers.has(name)) return true
  if (withCommands.has(name))
    return (
      first === undefined ||
      first.startsWith('-') ||
      startsAnything.has(first) ||
      (first === 'run' && second === undefined)
    )
  // An interpreter is bound only by a script that stands at a fixed place.
  return interpreters.has(name) && (first === undefined || !isAbsolute(first) || isWritable(first))
}
