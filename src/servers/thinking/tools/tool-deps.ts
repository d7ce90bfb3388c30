import type { Clock } from '@shared/lib/clock'
import type { Session } from '../../kit/session'
import { ToolError } from '../../kit/define-tool'
import type { ThinkingSession } from '../thought'
import type { ThinkingStore } from '../store'

/** What the tools work with. */
export interface ThinkingDeps {
  store: ThinkingStore
  clock: Clock
}

/**
 * The session a call asks for; without an id the caller's own.
 * @throws ToolError when there is none
 */
export function requireSession(
  store: ThinkingStore,
  caller: Session,
  sessionId: string | undefined,
): ThinkingSession {
  const session = store.find(sessionId ?? caller.id)
  if (session) return session
  throw new ToolError(
    sessionId === undefined
      ? 'This session has no thoughts yet. Pass the sessionId of an earlier one; list_thinking_sessions shows them.'
      : `There is no thinking session ${sessionId}. list_thinking_sessions shows those that exist.`,
  )
}
