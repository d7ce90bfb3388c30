import type { MuxSession } from './mux-session'

/** RFC 5424, from the most to the least verbose. */
const LEVELS = ['debug', 'info', 'notice', 'warning', 'error', 'critical', 'alert', 'emergency']
/** What a client that asked for no level is taken to want; the specification leaves it to the server. */
const UNASKED = 'info'

/** The one level to ask the child for, so that every session gets what it wants. */
export function mostVerbose(sessions: Iterable<MuxSession>): string {
  const wanted = [...sessions]
    .filter(({ capabilities }) => capabilities !== null)
    .map(({ logLevel }) => LEVELS.indexOf(logLevel ?? UNASKED))
  return LEVELS[Math.min(...wanted)] ?? UNASKED
}

export function isLogLevel(level: unknown): level is string {
  return typeof level === 'string' && LEVELS.includes(level)
}

/** True when the session wants to see a message of this level. */
export function wantsLog({ logLevel }: MuxSession, level: unknown): boolean {
  if (logLevel === null || !isLogLevel(level)) return true
  return LEVELS.indexOf(level) >= LEVELS.indexOf(logLevel)
}
