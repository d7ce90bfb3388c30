import { SECOND, type Clock } from '@shared/lib/clock'
import { ToolError } from '../../kit/define-tool'
import { FirstBytes } from '../../kit/program/first-bytes'
import { runProgram } from '../../kit/program/run-program'

export interface GitRun {
  program: string
  argv: readonly string[]
  cwd: string
  env: Record<string, string>
  /** Given to its standard input. */
  input?: string
  /** Output beyond is not read, and git is ended. */
  maxBytes: number
  timeLimitMs: number
  signal: AbortSignal
  clock: Pick<Clock, 'after'>
}

export interface GitOutput {
  /** Exit code; null when a signal ended it. */
  code: number | null
  stdout: Buffer
  stderr: string
  /** It had more to say than `maxBytes`. */
  truncated: boolean
}

const MAX_STDERR = 64 * 1024
/** After this a git that was asked to end is killed. It uses the time to remove its lock files. */
const GRACE_MS = 2_000

/**
 * Runs git to its end.
 * @throws ToolError when it cannot be started, takes too long, or the signal ends it
 */
export async function runGit({ program, argv, maxBytes, signal, clock, ...how }: GitRun): Promise<GitOutput> {
  const stdout = new FirstBytes(maxBytes)
  const stderr = new FirstBytes(MAX_STDERR)
  // When this process is killed, git goes on to its end: killed, it would leave its lock files.
  const start = { ...how, file: program, args: argv, graceMs: GRACE_MS, outlivesService: true }
  const { endedBy, exitCode } = await runProgram(start, {
    clock,
    signal,
    stdout(chunk, stop) {
      stdout.push(chunk)
      if (stdout.isCut) stop()
    },
    stderr: (chunk) => stderr.push(chunk),
  })
  if (endedBy === 'cancelled') throw new ToolError('The call was cancelled, and git was ended.')
  if (endedBy === 'time-limit')
    throw new ToolError(
      `git took longer than ${how.timeLimitMs / SECOND} s and was ended. Ask for less, or let a person raise the time limit in the settings.`,
    )
  return { code: exitCode, stdout: stdout.read(), stderr: stderr.read().toString(), truncated: stdout.isCut }
}
