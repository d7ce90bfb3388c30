import { execFile } from 'node:child_process'
import { existsSync } from 'node:fs'
import { constants } from 'node:os'

/**
 * What keeps a child's descendants together.
 * `bubblewrap` and `unshare`: an own PID namespace that ends as a whole, also for descendants that left the
 * process group or closed their input. `parent-death`: the kernel kills the direct child with this process, the
 * watchdog the rest of its group. `group`: the watchdog alone.
 */
export type IsolationKind = 'bubblewrap' | 'unshare' | 'parent-death' | 'group'

export interface Isolation {
  readonly kind: IsolationKind
  /** Program and arguments to put before the command. */
  prefix(cwd: string): readonly string[]
}

/** True where nothing that was started can outlive the whole. */
export function isNamespace({ kind }: Isolation): boolean {
  return kind === 'bubblewrap' || kind === 'unshare'
}

/** A namespace's first process reports a signal as 128 + its number, as shells do. @returns null for a plain exit code */
export function signalBehind(code: number, isolation: Isolation): string | null {
  if (!isNamespace(isolation) || code <= 128) return null
  return Object.entries(constants.signals).find(([, value]) => value === code - 128)?.[0] ?? null
}

export const groupOnly: Isolation = { kind: 'group', prefix: () => [] }

const find = (name: string): string | undefined =>
  ['/usr/bin', '/bin', '/usr/local/bin'].map((folder) => `${folder}/${name}`).find((path) => existsSync(path))

/**
 * Finds the strongest isolation that works here, by running it once. The tools are taken from the system's own
 * folders, never from a PATH somebody else wrote.
 */
export async function findIsolation(platform = process.platform): Promise<Isolation> {
  if (platform !== 'linux') return groupOnly
  for (const candidate of candidates()) if (await works(candidate)) return candidate
  return groupOnly
}

/** The isolation of a tenant that wants none, which still must not survive this process. */
export async function findPlain(platform = process.platform): Promise<Isolation> {
  const plain = platform === 'linux' ? parentDeath() : null
  return plain && (await works(plain)) ? plain : groupOnly
}

function candidates(): Isolation[] {
  return [unshare(), bubblewrap(), parentDeath()].filter((candidate) => candidate !== null)
}

/**
 * bwrap ends at SIGTERM, and everything in it at once: a server asked to stop could save nothing. So it is started
 * deaf to that signal, and `env` gives the server its hearing back.
 */
export function bubblewrap(): Isolation | null {
  const [bwrap, shell, env] = [find('bwrap'), find('sh'), find('env')]
  if (bwrap === undefined || shell === undefined || env === undefined) return null
  const flags = ['--unshare-pid', '--die-with-parent', '--dev-bind', '/', '/', '--proc', '/proc']
  const deaf = [shell, '-c', 'trap "" TERM; exec "$@"', 'sh', bwrap, ...flags]
  return {
    kind: 'bubblewrap',
    prefix: (cwd) => [...deaf, '--chdir', cwd, '--', env, '--default-signal=TERM'],
  }
}

/**
 * The same from util-linux: the kernel kills `unshare` with us, `unshare` takes the namespace's first process along,
 * and with that ends everything in it. That first process is a shell that waits: as the first one, the command itself
 * would not feel SIGTERM and would have to collect its orphans.
 */
export function unshare(): Isolation | null {
  const [setpriv, tool, shell] = [find('setpriv'), find('unshare'), find('sh')]
  if (setpriv === undefined || tool === undefined || shell === undefined) return null
  const user = process.getuid?.() === 0 ? [] : ['--user', '--map-current-user']
  const flags = [...user, '--pid', '--fork', '--kill-child=SIGKILL', '--mount-proc']
  const prefix = [setpriv, '--pdeathsig', 'KILL', '--', tool, ...flags, '--']
  return { kind: 'unshare', prefix: () => [...prefix, shell, '-c', '"$@"; exit $?', 'sh'] }
}

function parentDeath(): Isolation | null {
  const setpriv = find('setpriv')
  return setpriv === undefined
    ? null
    : { kind: 'parent-death', prefix: () => [setpriv, '--pdeathsig', 'KILL', '--'] }
}

function works(isolation: Isolation): Promise<boolean> {
  const [program, ...args] = [...isolation.prefix('/'), find('true') ?? '/bin/true']
  if (program === undefined) return Promise.resolve(false)
  return new Promise((resolve) => {
    execFile(program, args, { timeout: 5_000, cwd: '/', env: {} }, (error) => resolve(error === null))
  })
}
