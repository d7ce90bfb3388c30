import type { Clock } from '@shared/lib/clock'
import { FirstBytes } from '../../kit/program/first-bytes'
import { runProgram, type ProgramEnd, type ProgramStart } from '../../kit/program/run-program'
import { readable, type Captured } from './readable-output'

export interface CommandStart extends ProgramStart {
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

/**
 * Runs a command's program to its end, and reads on when it says more than is kept.
 * @throws ToolError when it cannot be started; whatever `lastLook` throws
 */
export async function runCommand(
  start: CommandStart,
  clock: Clock,
  signal: AbortSignal,
): Promise<ProgramResult> {
  const startedAt = clock.monotonicMs()
  const stdout = new FirstBytes(start.outputBytes)
  const stderr = new FirstBytes(start.outputBytes)
  start.lastLook()
  const end = await runProgram(start, {
    clock,
    signal,
    stdout: (chunk) => stdout.push(chunk),
    stderr: (chunk) => stderr.push(chunk),
  })
  return {
    outcome: outcomeOf(end),
    exitCode: end.exitCode,
    signal: end.signal,
    stdout: readable(stdout),
    stderr: readable(stderr),
    durationMs: Math.round(clock.monotonicMs() - startedAt),
  }
}

function outcomeOf({ endedBy, signal }: ProgramEnd): ProgramResult['outcome'] {
  if (endedBy === 'time-limit') return 'timed-out'
  if (endedBy === 'cancelled') return 'cancelled'
  return signal === null ? 'exited' : 'signaled'
}
