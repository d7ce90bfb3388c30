import { existsSync } from 'node:fs'
import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import { sandboxMounts, type SandboxPlaces } from './sandbox-mounts'

/** Where programs run. */
export type Sandbox = { kind: 'bubblewrap'; file: string } | { kind: 'none'; /** In words. */ why: string }

/** A program as it is to run. */
export interface Confined extends SandboxPlaces {
  args: readonly string[]
  cwd: string
  network: boolean
}

const PLACES = ['/usr/bin/bwrap', '/bin/bwrap', '/usr/local/bin/bwrap']
const TRY_MS = 5_000

/** Looks for bubblewrap and tries it: where user namespaces are switched off it is there and does not work. */
export async function detectSandbox(places: Pick<SandboxPlaces, 'home' | 'hidden'>): Promise<Sandbox> {
  if (process.platform !== 'linux')
    return { kind: 'none', why: 'OmniMind has a sandbox for programs on Linux only.' }
  const file = PLACES.find((place) => existsSync(place))
  if (file === undefined) return { kind: 'none', why: 'The program bubblewrap (bwrap) is not installed.' }
  const trial: Confined = {
    ...places,
    program: '/bin/sh',
    folders: [],
    args: ['-c', ':'],
    cwd: '/',
    network: false,
  }
  try {
    await promisify(execFile)(file, bubblewrapArgs(trial), { timeout: TRY_MS, env: {} })
    return { kind: 'bubblewrap', file }
  } catch {
    return { kind: 'none', why: 'bubblewrap is installed, but this system does not let it work.' }
  }
}

/**
 * The machine read-only, a home and temporary folders that are empty, the allowed folders as they are, processes of its
 * own that all end with it, no capabilities.
 */
export function bubblewrapArgs(confined: Confined): string[] {
  const { program, args, cwd, network } = confined
  return [
    '--die-with-parent',
    '--new-session',
    '--cap-drop',
    'ALL',
    '--unshare-user-try',
    '--unshare-ipc',
    '--unshare-pid',
    '--unshare-uts',
    '--unshare-cgroup-try',
    ...(network ? [] : ['--unshare-net']),
    ...sandboxMounts(confined),
    '--chdir',
    cwd,
    '--',
    program,
    ...args,
  ]
}
