import { spawn, type ChildProcess } from 'node:child_process'

/** Waits for the end of its input, which comes when this process is gone however it went; then it kills the group. */
const SCRIPT = 'read -r group || exit 0; read -r end; kill -s KILL -- "-$group" 2>/dev/null'

/**
 * Kills a program's process group when this process dies without a chance to do so itself (kill -9). Made before the
 * program starts, told of it right after. It does not reach a descendant that made a session of its own; a sandbox does.
 */
export class OrphanGuard {
  readonly #shell: ChildProcess | null

  constructor() {
    this.#shell = process.platform === 'win32' ? null : startShell()
  }

  guard(group: number): void {
    this.#shell?.stdin?.write(`${group}\n`)
  }

  release(): void {
    this.#shell?.kill('SIGKILL')
  }
}

function startShell(): ChildProcess {
  // A session of its own, so that a kill of our group leaves it its work.
  const shell = spawn('/bin/sh', ['-c', SCRIPT], {
    detached: true,
    stdio: ['pipe', 'ignore', 'ignore'],
    env: {},
    cwd: '/',
  })
  shell.unref()
  shell.stdin?.on('error', () => {})
  shell.on('error', () => {})
  return shell
}
