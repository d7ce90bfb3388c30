import { existsSync } from 'node:fs'
import { dirname } from 'node:path'
import { isInside, realPath } from './inside'

/** What of the machine a program sees. */
export interface SandboxPlaces {
  /** Absolute path. */
  program: string
  home: string
  /** OmniMind's own data: never seen, but a folder inside it. */
  hidden: readonly string[]
  /** Where programs may write: real paths. */
  folders: readonly string[]
}

interface Mount {
  path: string
  flag: '--tmpfs' | '--bind' | '--ro-bind'
}

/** Sockets of other programs stand there (docker, the session bus, the SSH agent). */
const SHARED_PLACES = ['/tmp', '/var/tmp', '/run']
/** On many systems a link into `/run`; without it no name can be resolved. */
const RESOLVER = '/etc/resolv.conf'

/** bubblewrap's mounts. Deeper ones come later, so each place is what its nearest mount says. */
export function sandboxMounts({ program, home, hidden, folders }: SandboxPlaces): string[] {
  const empty = [...SHARED_PLACES, home, ...hidden].flatMap(realFolder)
  const mounts: Mount[] = [
    ...empty.map((path) => ({ path, flag: '--tmpfs' as const })),
    ...resolverFile(empty),
    ...ownPlace(program, empty, folders),
    ...folders.map((path) => ({ path, flag: '--bind' as const })),
  ]
  const ordered = mounts.sort((a, b) => a.path.length - b.path.length)
  return [
    '--ro-bind',
    '/',
    '/',
    '--dev',
    '/dev',
    '--proc',
    '/proc',
    ...ordered.flatMap(({ path, flag }) => (flag === '--tmpfs' ? [flag, path] : [flag, path, path])),
  ]
}

function resolverFile(empty: readonly string[]): Mount[] {
  const path = realPath(RESOLVER)
  return existsSync(path) && isInside(path, empty) ? [{ path, flag: '--ro-bind' }] : []
}

/** A program below an emptied place (a Node.js in the home) is seen with the folder it stands in. */
function ownPlace(program: string, empty: readonly string[], folders: readonly string[]): Mount[] {
  const files = [...new Set([program, realPath(program)])]
  return files
    .filter((file) => isInside(file, empty) && !isInside(file, folders))
    .map((file) => {
      const folder = dirname(file)
      return { path: empty.includes(folder) ? file : folder, flag: '--ro-bind' as const }
    })
}

function realFolder(path: string): string[] {
  return path !== '/' && existsSync(path) ? [realPath(path)] : []
}
