import { fork, type ChildProcess } from 'node:child_process'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { Emitter } from '@shared/lib/emitter'
import { errorText } from '@shared/errors'
import { childEnvironment } from '../child-environment'
import type { HostProcess, ProcessExit, ProcessSpec } from '../host'
import { programFlags, programMemoryEnvironment } from '../program-flags'

/** How long output may still trickle in after the exit, when a grandchild keeps the pipes open. */
const DRAIN_MS = 250

/** Part of util-linux, so on nearly every Linux: makes the kernel end the child when its parent dies. */
const SETPRIV = ['/usr/bin/setpriv', '/bin/setpriv'].find(
  (path) => process.platform === 'linux' && existsSync(path),
)

/**
 * Starts one of our programs with `child_process.fork`, in a process group of its own.
 *
 * The child ends with main in two independent ways: it exits when its channel closes, and on Linux the kernel
 * kills it (PR_SET_PDEATHSIG), which also reaches a child that is stopped or busy.
 *
 * @param programs folder of the built programs
 */
export function forkProgram(programs: string, spec: ProcessSpec): HostProcess {
  const flags = programFlags(spec, programs)
  const child = fork(join(programs, `${spec.program}.js`), [spec.name], {
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    env: childEnvironment({ ...programMemoryEnvironment, ...spec.env }),
    detached: process.platform !== 'win32',
    windowsHide: true,
    ...(SETPRIV === undefined
      ? { execArgv: flags }
      : { execPath: SETPRIV, execArgv: ['--pdeathsig', 'KILL', '--', process.execPath, ...flags] }),
  } as Parameters<typeof fork>[2])
  return new ForkedProcess(spec.name, child)
}

class ForkedProcess implements HostProcess {
  readonly name: string
  readonly #child: ChildProcess
  readonly #messages = new Emitter<unknown>()
  readonly #output = new Emitter<{ stream: 'stdout' | 'stderr'; chunk: string }>()
  readonly #exits = new Emitter<ProcessExit>()
  #ended = false

  constructor(name: string, child: ChildProcess) {
    this.name = name
    this.#child = child
    child.on('message', (message) => this.#messages.emit(message))
    for (const stream of ['stdout', 'stderr'] as const) {
      child[stream]?.setEncoding('utf8').on('data', (chunk: string) => this.#output.emit({ stream, chunk }))
    }
    child.once('error', (error) => {
      // 'error' also reports a failed send or kill; only without a pid did the start itself fail.
      if (child.pid === undefined) this.#end({ kind: 'spawn-failed', message: errorText(error) })
    })
    child.once('exit', (code, signal) => {
      const exit: ProcessExit =
        signal === null ? { kind: 'exited', code: code ?? 0 } : { kind: 'signaled', signal }
      const drained = setTimeout(() => this.#end(exit), DRAIN_MS)
      child.once('close', () => {
        clearTimeout(drained)
        this.#end(exit)
      })
    })
  }

  get pid(): number | undefined {
    return this.#ended ? undefined : this.#child.pid
  }

  send(message: unknown): void {
    if (this.#ended || !this.#child.connected) return
    this.#child.send(message as object, () => {})
  }

  onMessage(listener: (message: unknown) => void) {
    return this.#messages.on(listener)
  }

  onOutput(listener: (stream: 'stdout' | 'stderr', chunk: string) => void) {
    return this.#output.on(({ stream, chunk }) => listener(stream, chunk))
  }

  onExit(listener: (exit: ProcessExit) => void) {
    return this.#exits.on(listener)
  }

  kill(signal: 'SIGTERM' | 'SIGKILL'): void {
    const { pid } = this
    if (pid === undefined) return
    try {
      // The negative pid names the whole group: what the child started goes with it.
      process.kill(process.platform === 'win32' ? pid : -pid, signal)
    } catch {
      this.#child.kill(signal)
    }
  }

  #end(exit: ProcessExit): void {
    if (this.#ended) return
    this.#ended = true
    this.#exits.emit(exit)
  }
}
