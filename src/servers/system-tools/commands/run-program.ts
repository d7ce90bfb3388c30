import { spawn, type ChildProcess, type ChildProcessWithoutNullStreams } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import type { Clock } from '@shared/lib/clock'
import { errorText } from '@shared/errors'
import { ToolError } from '../../kit/define-tool'
import { CapturedOutput, type Captured } from './captured-output'
import { OrphanGuard } from './orphan-guard'

/** A program to start, as the system is told. */
export interface ProgramStart {
  file: string
  args: readonly string[]
  cwd: string
  env: Record<string, string>
  /** Its input; absent: empty. */
  input: string | undefined
  timeoutMs: number
  /** Kept of each stream. */
  outputBytes: number
  /** Called right before it starts; when it throws, nothing is started. */
  lastLook: () => void
}

export interface ProgramResult {
  outcome: 'exited' | 'signaled' | 'timed-out' | 'cancelled'
  exitCode: number | null
  signal: string | null
  stdout: Captured
  stderr: Captured
  durationMs: number
}

/** How long output may still trickle in after the exit, when a descendant keeps the pipes open. */
const DRAIN_MS = 250

/**
 * Runs a program to its end and leaves nothing of its process group behind, whatever happens to the call or to this
 * process.
 * @throws ToolError when it cannot be started; whatever `lastLook` throws
 */
export async function runProgram(
  start: ProgramStart,
  clock: Clock,
  signal: AbortSignal,
): Promise<ProgramResult> {
  const startedAt = clock.monotonicMs()
  const guard = new OrphanGuard()
  const child = spawnProgram(start, guard)
  const { pid } = child
  if (pid !== undefined) guard.guard(pid)
  const output = {
    stdout: new CapturedOutput(child.stdout, start.outputBytes),
    stderr: new CapturedOutput(child.stderr, start.outputBytes),
  }
  child.stdin.on('error', () => {})
  child.stdin.end(start.input ?? '')
  try {
    const end = await ended(child, start.timeoutMs, clock, signal)
    return {
      ...end,
      stdout: output.stdout.read(),
      stderr: output.stderr.read(),
      durationMs: Math.round(clock.monotonicMs() - startedAt),
    }
  } finally {
    killGroup(pid)
    guard.release()
    for (const stream of child.stdio) stream?.destroy()
  }
}

function spawnProgram(start: ProgramStart, guard: OrphanGuard): ChildProcessWithoutNullStreams {
  try {
    start.lastLook()
    return spawn(start.file, start.args, {
      cwd: start.cwd,
      env: start.env,
      stdio: ['pipe', 'pipe', 'pipe'],
      windowsHide: true,
      detached: process.platform !== 'win32',
      shell: false,
    })
  } catch (error) {
    guard.release()
    throw error
  }
}

type End = Pick<ProgramResult, 'outcome' | 'exitCode' | 'signal'>

async function ended(
  child: ChildProcess,
  timeoutMs: number,
  clock: Clock,
  signal: AbortSignal,
): Promise<End> {
  let stopped: 'timed-out' | 'cancelled' | null = null
  const stop = (why: 'timed-out' | 'cancelled') => (): void => {
    stopped ??= why
    killGroup(child.pid)
  }
  const late = clock.after(timeoutMs, stop('timed-out'))
  const cancel = stop('cancelled')
  signal.addEventListener('abort', cancel)
  if (signal.aborted) cancel()
  try {
    const closed = once(child, 'close')
    closed.catch(() => {})
    await once(child, 'exit')
    await Promise.race([closed, new Promise<void>((resolve) => void clock.after(DRAIN_MS, resolve))])
  } catch (error) {
    throw new ToolError(`The program could not be started: ${errorText(error)}`)
  } finally {
    late.dispose()
    signal.removeEventListener('abort', cancel)
  }
  const { exitCode, signalCode } = child
  return { outcome: stopped ?? (signalCode ? 'signaled' : 'exited'), exitCode, signal: signalCode }
}

function killGroup(pid: number | undefined): void {
  if (pid === undefined) return
  if (process.platform === 'win32') return killWindowsTree(pid)
  try {
    process.kill(-pid, 'SIGKILL')
  } catch {
    // Nothing of it runs any more.
  }
}

/** Windows has no process groups: taskkill follows the tree. */
function killWindowsTree(pid: number): void {
  const taskkill = join(process.env['SystemRoot'] ?? 'C:\\Windows', 'System32', 'taskkill.exe')
  spawn(taskkill, ['/PID', String(pid), '/T', '/F'], { windowsHide: true, stdio: 'ignore' }).on(
    'error',
    () => {},
  )
}
