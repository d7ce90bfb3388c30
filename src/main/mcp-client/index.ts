import type { Clock } from '@shared/lib/clock'
import { MINUTE } from '@shared/lib/clock'
import type { Disposable } from '@shared/lib/disposable'
import type { ToolDefinition, ToolResult } from '@shared/mcp/tool'
import { classifyFailure, outcomeUnknown, toCallError } from './failure'
import type { Session } from './session'
import { openSession } from './session'

/** A session nobody used for this long is closed, so that it does not count as a client. */
const IDLE_MS = 2 * MINUTE

interface Target {
  id: string
  /** The service's public MCP address. */
  url: string
}

/** Calls tools as any client would: through the gateway's public port, with a token. */
export interface McpClient {
  listTools(service: Target, signal?: AbortSignal): Promise<ToolDefinition[]>
  /**
   * Never sends a call twice unless it certainly was not carried out.
   * @throws OmniMindError OUTCOME_UNKNOWN, SERVICE_UNAVAILABLE, BAD_INPUT, UNAUTHORIZED
   */
  callTool(
    service: Target,
    call: { tool: string; arguments: Record<string, unknown> },
    signal?: AbortSignal,
  ): Promise<ToolResult>
  close(): Promise<void>
}

interface Kept {
  url: string
  session: Promise<Session>
  idle: Disposable
}

/** Keeps one MCP session per service and opens a new one when it failed or the address changed. */
export function createMcpClient(deps: { token: string; version: string; clock: Clock }): McpClient {
  const kept = new Map<string, Kept>()

  const drop = async (id: string): Promise<void> => {
    const entry = kept.get(id)
    kept.delete(id)
    entry?.idle.dispose()
    await entry?.session.then((session) => session.close()).catch(() => {})
  }
  const closeWhenIdle = (id: string): Disposable => deps.clock.after(IDLE_MS, () => void drop(id))

  const sessionOf = async ({ id, url }: Target): Promise<Session> => {
    let entry = kept.get(id)
    if (entry?.url !== url) {
      void drop(id)
      const session = openSession(url, deps.token, deps.version)
      entry = { url, session, idle: closeWhenIdle(id) }
      kept.set(id, entry)
    }
    entry.idle.dispose()
    entry.idle = closeWhenIdle(id)
    return entry.session
  }

  /** @param repeatable whether doing it twice is harmless */
  const exchange = async <T>(
    service: Target,
    repeatable: boolean,
    run: (session: Session) => Promise<T>,
    signal: AbortSignal | undefined,
  ): Promise<T> => {
    for (let attempt = 1; ; attempt++) {
      const reused = kept.has(service.id)
      let sent = false
      try {
        const session = await sessionOf(service)
        sent = true
        return await run(session)
      } catch (error) {
        signal?.throwIfAborted()
        const failure = classifyFailure(error, sent)
        if (failure !== 'answered') void drop(service.id)
        const again = failure === 'not-done' || (failure === 'unclear' && repeatable)
        if (again && reused && attempt === 1) continue
        throw failure === 'unclear' && !repeatable
          ? outcomeUnknown(service.id, error)
          : toCallError(service.id, error)
      }
    }
  }

  return {
    listTools: (service, signal) => exchange(service, true, (session) => session.listTools(signal), signal),
    callTool: (service, call, signal) =>
      exchange(service, false, (session) => session.callTool(call.tool, call.arguments, signal), signal),
    async close() {
      await Promise.all([...kept.keys()].map(drop))
    },
  }
}
