import { spawn } from 'node:child_process'
import type { Output } from '../output'

/** How long pipes may stay open after the end, held by something the code left behind. */
const DRAIN_MS = 300

export interface ProcessSpec {
  command: string
  arguments: string[]
  folder: string
  environment: Record<string, string>
  timeoutMs: number
  signal: AbortSignal
}

/**
 * Runs a program to its end, or kills it with its whole process group: at the time limit, when it writes more than
 * `output` takes, or when nobody waits any more.
 * @throws the system's error when it cannot be started
 */
export async function runProcess(spec: ProcessSpec, output: Output): Promise<'ended' | 'time' | 'output'> {
  spec.signal.throwIfAborted()
  const child = spawn(spec.command, spec.arguments, {
    cwd: spec.folder,
    env: spec.environment,
    stdio: ['ignore', 'pipe', 'pipe'],
    detached: process.platform !== 'win32',
    windowsHide: true,
  })
  let reason: 'ended' | 'time' | 'output' = 'ended'
  const kill = (why: typeof reason): void => {
    if (reason === 'ended') reason = why
    killGroup(child.pid)
  }
  const onAbort = (): void => kill('ended')
  const late = setTimeout(() => kill('time'), spec.timeoutMs)
  spec.signal.addEventListener('abort', onAbort)
  for (const stream of ['stdout', 'stderr'] as const)
    child[stream].setEncoding('utf8').on('data', (text: string) => {
      output.add(stream, text)
      if (output.isCut) kill('output')
    })
  try {
    await new Promise<void>((resolve, reject) => {
      child.once('error', reject)
      child.once('close', () => resolve())
      child.once('exit', () => {
        // What it left running in its group goes with it.
        killGroup(child.pid)
        setTimeout(resolve, DRAIN_MS)
      })
    })
  } finally {
    clearTimeout(late)
    spec.signal.removeEventListener('abort', onAbort)
    child.stdout.destroy()
    child.stderr.destroy()
  }
  spec.signal.throwIfAborted()
  return reason
}

function killGroup(pid: number | undefined): void {
  if (pid === undefined) return
  try {
    process.kill(process.platform === 'win32' ? pid : -pid, 'SIGKILL')
  } catch {
    // It is gone.
  }
}
