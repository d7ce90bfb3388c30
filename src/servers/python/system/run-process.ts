import { StringDecoder } from 'node:string_decoder'
import type { Clock } from '@shared/lib/clock'
import { runProgram, type ProgramStart, type TakeOutput } from '../../kit/program/run-program'
import type { Output } from '../output'

/**
 * Runs a Python process to its end, or kills it: at the time limit, when it writes more than `output` takes, or when
 * nobody waits any more.
 * @throws the signal's reason when it was aborted; ToolError when it cannot be started
 */
export async function runPythonProcess(
  start: ProgramStart,
  output: Output,
  { clock, signal }: { clock: Clock; signal: AbortSignal },
): Promise<'ended' | 'time' | 'output'> {
  signal.throwIfAborted()
  const decoders = { stdout: new StringDecoder('utf8'), stderr: new StringDecoder('utf8') }
  const take =
    (stream: 'stdout' | 'stderr'): TakeOutput =>
    (chunk, stop) => {
      output.add(stream, decoders[stream].write(chunk))
      if (output.isCut) stop()
    }
  const { endedBy } = await runProgram(start, {
    clock,
    signal,
    stdout: take('stdout'),
    stderr: take('stderr'),
  })
  signal.throwIfAborted()
  for (const stream of ['stdout', 'stderr'] as const) output.add(stream, decoders[stream].end())
  if (endedBy === 'reader') return 'output'
  return endedBy === 'time-limit' ? 'time' : 'ended'
}
