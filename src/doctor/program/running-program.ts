import type { ChildProcess } from 'node:child_process'
import { setTimeout as delay } from 'node:timers/promises'
import spawn from 'cross-spawn'
import { errorText } from '@shared/errors'
import { LineSplitter } from '@shared/lib/json-lines'
import type { JsonRpcMessage } from '@shared/mcp/json-rpc'
import { parseLine } from '@shared/mcp/parse-line'
import { signalBehind, type Isolation } from '@shared/process/isolation'
import { groupLives, signalGroup } from '@shared/process/process-group'
import { MAX_MESSAGE } from '../limits'
import { forget, remember } from './child-groups'
import { isolated } from './isolated'
import type { Launch } from './launch'
import { OutputTail } from './output-tail'

/** How it ended. `failed`: the system did not start it. */
export type Exit =
  | { kind: 'exited'; code: number }
  | { kind: 'signaled'; signal: string }
  | { kind: 'failed'; code: string; message: string }

export function exitInWords(exit: Exit): string {
  if (exit.kind === 'exited') return `exit code ${exit.code}`
  return exit.kind === 'signaled' ? `signal ${exit.signal}` : `not started: ${exit.code}`
}

/** After the exit, how long its last words may still take, ms: a grandchild may keep the pipes open. */
const LAST_WORDS_MS = 200

/** The namespace ends a moment after its first process was killed; a dead process that nobody collects is not waited for. */
const GROUP_GONE_MS = 500
const GROUP_LOOK_MS = 10

/** A program, behind its isolation and in a process group of its own, that speaks JSON-RPC over its standard streams. */
export class RunningProgram {
  /** Lines of standard output that are no message. */
  readonly strays = new OutputTail(20)
  readonly errors = new OutputTail(60)
  readonly ended: Promise<Exit>
  exit: Exit | null = null
  onMessage: (message: JsonRpcMessage) => void = () => {}
  readonly #process: ChildProcess
  readonly #isolation: Isolation

  constructor(launch: Launch) {
    const { env, cwd } = launch
    const { file, args, argv0, isolation } = isolated(launch)
    this.#isolation = isolation
    this.#process = spawn(file, [...args], {
      // On Windows cross-spawn may start a shell in its place.
      ...(process.platform !== 'win32' && { argv0 }),
      cwd,
      env,
      stdio: 'pipe',
      windowsHide: true,
      detached: process.platform !== 'win32',
    })
    if (this.#process.pid !== undefined) remember(this.#process.pid, isolation)
    const lines = new LineSplitter(
      (line) => this.#receive(line),
      () => this.strays.push(`(a line longer than ${MAX_MESSAGE / 1024 / 1024} MB)`),
      MAX_MESSAGE,
    )
    const errorLines = new LineSplitter(
      (line) => this.errors.push(line),
      () => {},
      64 * 1024,
    )
    this.#process.stdin?.on('error', () => {})
    this.#process.stdout?.setEncoding('utf8').on('data', (chunk: string) => lines.push(chunk))
    this.#process.stderr?.setEncoding('utf8').on('data', (chunk: string) => errorLines.push(chunk))
    this.ended = this.#whenEnded(() => {
      lines.flush()
      errorLines.flush()
    })
  }

  /** null when the system did not start it. */
  get pid(): number | null {
    return this.#process.pid ?? null
  }

  send(message: JsonRpcMessage): void {
    const { stdin } = this.#process
    // A program that asks and never reads would have its answers pile up here.
    if (stdin?.writable && stdin.writableLength < MAX_MESSAGE) stdin.write(`${JSON.stringify(message)}\n`)
  }

  /**
   * Ends its input, then asks, then kills; gone with everything it started when this resolves: with all of its PID
   * namespace, or, where there is none, of its group.
   * @returns whether it had to be killed
   */
  async stop(waitMs: number): Promise<boolean> {
    const { pid } = this.#process
    if (pid === undefined) return false
    this.#process.stdin?.end()
    if (!(await this.#endsWithin(waitMs))) signalGroup(pid, 'SIGTERM')
    const endedItself = await this.#endsWithin(waitMs)
    signalGroup(pid, 'SIGKILL')
    await this.ended
    await groupGone(pid)
    forget(pid)
    return !endedItself
  }

  #receive(line: string): void {
    const message = parseLine(line)
    if (message) this.onMessage(message)
    else if (line.trim() !== '') this.strays.push(line)
  }

  async #whenEnded(flush: () => void): Promise<Exit> {
    const child = this.#process
    const exit = await new Promise<Exit>((resolve) => {
      // 'error' also tells of signals that could not be sent; only without a pid the start itself failed.
      child.on('error', (error: NodeJS.ErrnoException) => {
        if (child.pid === undefined)
          resolve({ kind: 'failed', code: error.code ?? 'UNKNOWN', message: errorText(error) })
      })
      child.once('exit', (code, signal) => resolve(exitOf(code ?? 0, signal, this.#isolation)))
    })
    if (exit.kind !== 'failed') await closedWithin(child, LAST_WORDS_MS)
    flush()
    for (const stream of [child.stdin, child.stdout, child.stderr]) stream?.destroy()
    this.exit = exit
    return exit
  }

  async #endsWithin(ms: number): Promise<boolean> {
    const timer = Promise.withResolvers<boolean>()
    const handle = setTimeout(() => timer.resolve(false), ms)
    const isEnded = await Promise.race([this.ended.then(() => true), timer.promise])
    clearTimeout(handle)
    return isEnded
  }
}

function exitOf(code: number, signal: string | null, isolation: Isolation): Exit {
  const told = signal ?? signalBehind(code, isolation)
  return told === null ? { kind: 'exited', code } : { kind: 'signaled', signal: told }
}

async function groupGone(pid: number): Promise<void> {
  const deadline = performance.now() + GROUP_GONE_MS
  while (groupLives(pid) && performance.now() < deadline) await delay(GROUP_LOOK_MS)
}

function closedWithin(child: ChildProcess, ms: number): Promise<void> {
  return new Promise((resolve) => {
    const handle = setTimeout(resolve, ms)
    child.once('close', () => {
      clearTimeout(handle)
      resolve()
    })
  })
}
