import { existsSync } from 'node:fs'
import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import { sandboxMounts, type SandboxPlaces } from './sandbox-mounts'

/** Where programs run. */
export type Sandbox = { kind: 'bubblewrap'; file: string } | NoSandbox

interface NoSandbox {
  kind: 'none'
  /** In words. */
  why: string
  /** One is there and does not work now: the person who made the list counted on it. */
  isBroken: boolean
}

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
    return { kind: 'none', why: 'OmniMind has a sandbox for programs on Linux only.', isBroken: false }
  const file = PLACES.find((place) => existsSync(place))
  if (file === undefined)
    return { kind: 'none', why: 'The program bubblewrap (bwrap) is not installed.', isBroken: false }
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
    const why = 'bubblewrap is installed, but it does not work on this system now.'
    return { kind: 'none', why, isBroken: true }
  }
}

/** Keeps a sandbox that was found; where there is none, the next program looks again (a busy machine, one just installed). */
export function keepSandbox(find: () => Promise<Sandbox>): () => Promise<Sandbox> {
  let found: Promise<Sandbox> | null = null
  return async () => {
    const looking = (found ??= find())
    const sandbox = await looking
    if (sandbox.kind === 'none' && found === looking) found = null
    return sandbox
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
