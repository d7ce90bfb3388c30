import { spawn, type ChildProcessWithoutNullStreams } from 'node:child_process'
import { once } from 'node:events'
import { errorText } from '@shared/errors'
import type { Clock } from '@shared/lib/clock'
import { signalGroup } from '@shared/process/process-group'
import { Watchdog } from '@shared/process/watchdog'
import { ToolError } from '../define-tool'
import { ProgramEnding, type EndedBy } from './program-ending'

/** A program to start, as the system is told: no shell, each argument one item. */
export interface ProgramStart {
  file: string
  args: readonly string[]
  cwd: string
  env: Record<string, string>
  /** Its input; absent: empty. */
  input?: string | undefined
  timeLimitMs: number
  /** From SIGTERM to SIGKILL when it is ended early; absent: it is killed at once. */
  graceMs?: number
  /** It ends by itself when this process dies without a chance to end it (kill -9); absent: it is killed then. */
  outlivesService?: boolean
}

/** @param stop ends the program early: it has said enough */
export type TakeOutput = (chunk: Buffer, stop: () => void) => void

export interface ProgramRun {
  clock: Pick<Clock, 'after'>
  signal: AbortSignal
  stdout: TakeOutput
  stderr: TakeOutput
}

export interface ProgramEnd {
  /** Who ended it early; null when it ended by itself. It may have had an exit code nevertheless. */
  endedBy: EndedBy | null
  exitCode: number | null
  signal: NodeJS.Signals | null
}

/** How long output may still trickle in after the exit, when a descendant keeps the pipes open. */
const DRAIN_MS = 250

const watchdog = new Watchdog()

/**
 * Runs a program in a process group of its own and leaves nothing of the group behind, whatever happens to the call or to
 * this process. It is started before this function yields.
 * @throws ToolError when it cannot be started, or the signal was aborted before
 */
export async function runProgram(start: ProgramStart, run: ProgramRun): Promise<ProgramEnd> {
  const { clock, signal } = run
  if (signal.aborted) throw new ToolError('The call was cancelled before the program was started.')
  const child = startProgram(start)
  const ending = new ProgramEnding(child.pid, start.graceMs ?? 0, clock)
  const late = clock.after(start.timeLimitMs, () => ending.begin('time-limit'))
  const cancel = (): void => ending.begin('cancelled')
  signal.addEventListener('abort', cancel)
  const stop = (): void => ending.begin('reader')
  child.stdout.on('data', (chunk: Buffer) => run.stdout(chunk, stop))
  child.stderr.on('data', (chunk: Buffer) => run.stderr(chunk, stop))
  try {
    await ended(child, clock)
  } catch (error) {
    throw notStarted(error)
  } finally {
    late.dispose()
    ending.dispose()
    signal.removeEventListener('abort', cancel)
    if (child.pid !== undefined) watchdog.release(child.pid)
    for (const stream of child.stdio) stream?.destroy()
  }
  return { endedBy: ending.by, exitCode: child.exitCode, signal: child.signalCode }
}

function startProgram(start: ProgramStart): ChildProcessWithoutNullStreams {
  const { file, args, cwd, env, input = '', outlivesService = false } = start
  if (!outlivesService) watchdog.prepare()
  try {
    const child = spawn(file, args, {
      cwd,
      env,
      stdio: 'pipe',
      windowsHide: true,
      detached: process.platform !== 'win32',
    })
    if (!outlivesService && child.pid !== undefined) watchdog.guard(child.pid)
    // A program may end before it has read everything.
    child.stdin.on('error', () => {})
    child.stdin.end(input)
    return child
  } catch (error) {
    throw notStarted(error)
  }
}

/** Its exit, and the end of what it says. A descendant that keeps the pipes open has a moment, then it is killed. */
async function ended(child: ChildProcessWithoutNullStreams, clock: Pick<Clock, 'after'>): Promise<void> {
  const closed = once(child, 'close')
  // It is waited for below; when the start fails, nobody does.
  closed.catch(() => {})
  await once(child, 'exit')
  await atMost(DRAIN_MS, closed, clock)
  // On Windows nobody can tell what it started once it is gone.
  if (child.pid !== undefined && process.platform !== 'win32') signalGroup(child.pid, 'SIGKILL')
  await atMost(DRAIN_MS, closed, clock)
}

async function atMost(ms: number, wanted: Promise<unknown>, clock: Pick<Clock, 'after'>): Promise<void> {
  const waited = Promise.withResolvers<void>()
  const timer = clock.after(ms, waited.resolve)
  await Promise.race([wanted, waited.promise])
  timer.dispose()
}

function notStarted(error: unknown): ToolError {
  return new ToolError(`The program could not be started: ${errorText(error)}`)
}
