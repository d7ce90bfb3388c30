import { constants } from 'node:os'
import type { ProcessExit } from '../../host'

/** What Chromium's own observer says about a child that ended badly; part of `child-process-gone`. */
export interface GoneDetails {
  reason: string
  exitCode: number
}

export interface EndEvidence {
  /** Of the `exit` event: the child's exit code, or on POSIX the raw wait status of one that was killed. */
  code: number
  /** null when Chromium saw nothing unusual, which it does for every plain exit. */
  gone: GoneDetails | null
  /** The last signal we sent. */
  sentSignal: NodeJS.Signals | null
  /** Where V8 gave up, from the `error` event. */
  fatalLocation: string | null
}

/**
 * Says how a utility process ended. The code alone would mislead: a kill shows as the signal's number, which is
 * also a valid exit code, and past versions reported a clean exit as a crash (electron#42290). So Chromium's reason
 * decides first, then the signal we sent, and the code last.
 */
export function describeEnd({ code, gone, sentSignal, fatalLocation }: EndEvidence): ProcessExit {
  if (gone?.reason === 'launch-failed')
    return { kind: 'spawn-failed', message: `The system could not start it (error ${gone.exitCode}).` }
  if (gone?.reason === 'oom' || gone?.reason === 'crashed' || fatalLocation !== null)
    return { kind: 'crashed', reason: crashReason(gone, fatalLocation) }
  if (gone?.reason === 'integrity-failure' || gone?.reason === 'memory-eviction')
    return { kind: 'crashed', reason: gone.reason }
  if (gone?.reason === 'killed')
    return { kind: 'signaled', signal: signalName(gone.exitCode) ?? sentSignal ?? 'SIGKILL' }
  if (sentSignal !== null && code === constants.signals[sentSignal])
    return { kind: 'signaled', signal: sentSignal }
  return { kind: 'exited', code }
}

function crashReason(gone: GoneDetails | null, fatalLocation: string | null): string {
  const reason = gone?.reason ?? 'crashed'
  if (fatalLocation !== null) return `${reason} in ${fatalLocation}`
  const signal = reason === 'crashed' && gone !== null ? signalName(gone.exitCode) : null
  return signal === null ? reason : `${reason} (${signal})`
}

/** The low seven bits of a POSIX wait status are the signal; 0x80 tells a core dump. */
function signalName(waitStatus: number): string | null {
  const number = waitStatus & 0x7f
  if (number === 0 || waitStatus > 0xff || waitStatus < 0) return null
  return Object.entries(constants.signals).find(([, value]) => value === number)?.[0] ?? null
}
