import { spawn, type ChildProcess } from 'node:child_process'
import { ToolError } from '../../kit/define-tool'
import type { Clock } from '@shared/lib/clock'

export interface ProgramRun {
  program: string
  argv: readonly string[]
  cwd: string
  env: Record<string, string>
  /** Given to its standard input. */
  input?: string
  /** Output beyond is not read, and the program is ended. */
  maxBytes: number
  timeLimitMs: number
  signal: AbortSignal
  clock: Pick<Clock, 'after'>
}

export interface ProgramOutput {
  /** Exit code; null when a signal ended it. */
  code: number | null
  stdout: Buffer
  stderr: string
  /** It had more to say than `maxBytes`. */
  truncated: boolean
}

const MAX_STDERR = 64 * 1024
/** After this a program that was asked to end is killed. Git uses the time to remove its lock files. */
const GRACE_MS = 2_000

/**
 * Runs a program without a shell, each argument one item of its argv, in a process group of its own that ends with it.
 * @throws ToolError when it cannot be started, takes too long, or the signal ends it
 */
export async function runProgram(run: ProgramRun): Promise<ProgramOutput> {
  const { signal, clock, timeLimitMs } = run
  if (signal.aborted) throw new ToolError('The call was cancelled before git was started.')
  const child = start(run)
  const ending = new Ending(child, clock)
  const cancel = (): void => ending.begin(new ToolError('The call was cancelled, and git was ended.'))
  const late = clock.after(timeLimitMs, () => {
    const text = `git took longer than ${timeLimitMs / 1_000} s and was ended. Ask for less, or let a person raise the time limit in the settings.`
    ending.begin(new ToolError(text))
  })
  signal.addEventListener('abort', cancel)
  try {
    return await collect(child, run, ending)
  } finally {
    late.dispose()
    ending.dispose()
    signal.removeEventListener('abort', cancel)
  }
}

function start({ program, argv, cwd, env, input }: ProgramRun): ChildProcess {
  const child = spawn(program, argv, {
    cwd,
    env,
    stdio: 'pipe',
    detached: process.platform !== 'win32',
    windowsHide: true,
  })
  // A program may end before it has read everything.
  child.stdin.on('error', () => {})
  child.stdin.end(input)
  return child
}

async function collect(
  child: ChildProcess,
  { maxBytes }: ProgramRun,
  ending: Ending,
): Promise<ProgramOutput> {
  const chunks: Buffer[] = []
  let bytes = 0
  let stderr = ''
  child.stdout?.on('data', (chunk: Buffer) => {
    if (bytes <= maxBytes) chunks.push(chunk)
    bytes += chunk.length
    if (bytes > maxBytes) ending.begin(null)
  })
  child.stderr?.setEncoding('utf8').on('data', (text: string) => {
    stderr = (stderr + text).slice(0, MAX_STDERR)
  })
  const code = await new Promise<number | null>((resolve, reject) => {
    child.once('error', (error) => reject(new ToolError(`git cannot be started: ${error.message}`)))
    child.once('close', (exitCode) => resolve(exitCode))
  })
  if (ending.reason) throw ending.reason
  const stdout = Buffer.concat(chunks).subarray(0, maxBytes)
  return { code, stdout, stderr, truncated: bytes > maxBytes }
}

/** Ends a process group: asks, then kills. */
class Ending {
  reason: ToolError | null = null
  readonly #child: ChildProcess
  readonly #clock: Pick<Clock, 'after'>
  #kill: { dispose(): void } | null = null

  constructor(child: ChildProcess, clock: Pick<Clock, 'after'>) {
    this.#child = child
    this.#clock = clock
  }

  /** @param reason what the caller is told, or null when its output is enough */
  begin(reason: ToolError | null): void {
    if (this.#kill) return
    this.reason = reason
    this.#signal('SIGTERM')
    this.#kill = this.#clock.after(GRACE_MS, () => this.#signal('SIGKILL'))
  }

  dispose(): void {
    this.#kill?.dispose()
  }

  #signal(name: NodeJS.Signals): void {
    const { pid } = this.#child
    if (pid === undefined) return
    try {
      if (process.platform === 'win32') this.#child.kill(name)
      else process.kill(-pid, name)
    } catch {
      // It is gone already.
    }
  }
}
