import type { Clock } from '@shared/lib/clock'
import type { ToolDefinition, ToolResult } from '@shared/mcp/tool'
import { classifyFailure, outcomeUnknown, toCallError } from './failure'
import type { OnProgress, Session } from './session'
import { openSession } from './session'
import type { Target } from './session-pool'
import { SessionPool } from './session-pool'

export { toCallError } from './failure'
export { readOffer } from './read-offer'
export { recordedExchange } from './recorded-exchange'

/** Calls tools as any client would: through the gateway's public port, with a token. */
export interface McpClient {
  listTools(service: Target, signal?: AbortSignal): Promise<ToolDefinition[]>
  /**
   * Never sends a call twice unless it certainly was not carried out.
   * @throws OmniMindError OUTCOME_UNKNOWN, SERVICE_UNAVAILABLE, REQUEST_REFUSED, BAD_INPUT, UNAUTHORIZED
   */
  callTool(
    service: Target,
    call: { tool: string; arguments: Record<string, unknown> },
    signal?: AbortSignal,
    onProgress?: OnProgress,
  ): Promise<ToolResult>
  close(): Promise<void>
}

/** Keeps one MCP session per service and opens a new one when it failed or the address changed. */
export function createMcpClient(deps: { token: string; version: string; clock: Clock }): McpClient {
  const sessions = new SessionPool((url) => openSession(url, deps.token, deps.version), deps.clock)

  /** @param repeatable whether doing it twice is harmless */
  const exchange = async <T>(
    service: Target,
    repeatable: boolean,
    run: (session: Session) => Promise<T>,
    signal: AbortSignal | undefined,
  ): Promise<T> => {
    for (let attempt = 1; ; attempt++) {
      const lease = sessions.lend(service)
      let sent = false
      try {
        const session = await lease.session
        sent = true
        return await run(session)
      } catch (error) {
        // A session that could not be opened is no session, whatever the answer was.
        if (!sent) lease.discard()
        signal?.throwIfAborted()
        const failure = classifyFailure(error, sent)
        if (failure !== 'answered') lease.discard()
        const again = failure === 'not-done' || (failure === 'unclear' && repeatable)
        if (again && lease.reused && attempt === 1) continue
        throw failure === 'unclear' && !repeatable
          ? outcomeUnknown(service.id, error)
          : toCallError(service.id, error)
      } finally {
        lease.release()
      }
    }
  }

  return {
    listTools: (service, signal) => exchange(service, true, (session) => session.listTools(signal), signal),
    callTool: (service, { tool, arguments: args }, signal, onProgress) =>
      exchange(service, false, (session) => session.callTool(tool, args, signal, onProgress), signal),
    close: () => sessions.close(),
  }
}
