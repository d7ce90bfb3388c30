import { execFile } from 'node:child_process'

/** Asked of the tools the host uses for it (bubblewrap, else util-linux), run once with a program that does nothing. */
const tries: readonly [string, ...string[]][] = [
  ['/usr/bin/bwrap', '--unshare-pid', '--dev-bind', '/', '/', '--proc', '/proc', '--', '/bin/true'],
  ['/usr/bin/unshare', '--user', '--map-current-user', '--pid', '--fork', '--mount-proc', '--', '/bin/true'],
]

let answer: Promise<boolean> | undefined

/** Whether a PID namespace can hold what external servers start. Linux only; found out once. */
export function hasPidNamespaces(platform: NodeJS.Platform = process.platform): Promise<boolean> {
  if (platform !== 'linux') return Promise.resolve(false)
  return (answer ??= firstThatWorks())
}

async function firstThatWorks(): Promise<boolean> {
  for (const [program, ...args] of tries) if (await works(program, args)) return true
  return false
}

function works(program: string, args: string[]): Promise<boolean> {
  return new Promise((resolve) => {
    execFile(program, args, { timeout: 5_000, cwd: '/', env: {} }, (error) => resolve(error === null))
  })
}
