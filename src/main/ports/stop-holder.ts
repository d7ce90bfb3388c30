import { setTimeout as pause } from 'node:timers/promises'
import type { PortHolder } from '@shared/domain/service'
import { OmniMindError } from '@shared/errors'
import type { PortSource } from './listening-socket'
import { isInTheWay } from './listening-socket'

export interface StopWaits {
  /** How long a program may take to end by itself after it was asked, ms. */
  politeMs: number
  /** How long after SIGKILL its end may take to show, ms. */
  killMs: number
}

export interface StopDeps {
  source: PortSource
  waits: StopWaits
  /** Sends a signal; `process.kill` but for tests. */
  kill: (pid: number, signal: 'SIGTERM' | 'SIGKILL') => void
  /** Pids that must never be ended: this process and everything it runs under. */
  protectedPids: () => Promise<ReadonlySet<number>>
  /** The start time the holder had when it was shown to the person; null when unknown. */
  shownStart: string | null
}

/**
 * Ends the program that holds a port: asks it, waits, then forces it. Just before each signal it is looked up
 * again, so that a pid the system gave to another program meanwhile is never hit.
 * @throws OmniMindError PORT_HELD when the holder is not known, protected, another program by now, or does not end
 */
export async function stopHolder(holder: PortHolder, deps: StopDeps): Promise<void> {
  const { pid } = holder
  if (pid === null) throw refused('The system does not tell which program holds the port.')
  if (pid <= 1 || (await deps.protectedPids()).has(pid))
    throw refused('The program that holds the port is part of the system or of OmniMind itself.')
  if (!(await stillHolds(holder, pid, deps))) throw refused('Another program holds the port by now, or none.')
  if (await signalAndWait(holder, pid, 'SIGTERM', deps.waits.politeMs, deps)) return
  if (await signalAndWait(holder, pid, 'SIGKILL', deps.waits.killMs, deps)) return
  throw refused(`The program ${pid} did not end.`)
}

/** @returns true when it let go of the port in time */
async function signalAndWait(
  holder: PortHolder,
  pid: number,
  signal: 'SIGTERM' | 'SIGKILL',
  waitMs: number,
  deps: StopDeps,
): Promise<boolean> {
  try {
    deps.kill(pid, signal)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ESRCH') return true
    throw refused('The program belongs to another user.', error)
  }
  const until = performance.now() + waitMs
  while (performance.now() < until) {
    await pause(20)
    if (!(await stillHolds(holder, pid, deps))) return true
  }
  return false
}

async function stillHolds(holder: PortHolder, pid: number, deps: StopDeps): Promise<boolean> {
  const listeners = await deps.source.listeners(holder.port)
  const holds = listeners.some((one) => one.pid === pid && isInTheWay(one.address))
  if (!holds || deps.shownStart === null) return holds
  return (await deps.source.facts(pid)).startedAt === deps.shownStart
}

function refused(message: string, cause?: unknown): OmniMindError {
  return new OmniMindError('PORT_HELD', message, {
    nextStep: 'Look again who holds the port, end that program yourself, or choose a free port.',
    cause,
  })
}
