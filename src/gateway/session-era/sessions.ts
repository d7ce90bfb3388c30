import type { McpSession } from './mcp-session'

/** The open MCP sessions, by service and id. */
export class Sessions {
  readonly #services = new Map<string, Map<string, McpSession>>()

  add(session: McpSession): void {
    let sessions = this.#services.get(session.serviceId)
    if (!sessions) this.#services.set(session.serviceId, (sessions = new Map()))
    sessions.set(session.id, session)
  }

  /** @param tokenId only the client that opened a session may use it */
  find(serviceId: string, id: string, tokenId: string): McpSession | null {
    const session = this.#services.get(serviceId)?.get(id)
    return session?.tokenId === tokenId ? session : null
  }

  remove(session: McpSession): void {
    this.#services.get(session.serviceId)?.delete(session.id)
  }

  count(serviceId: string): number {
    return this.#services.get(serviceId)?.size ?? 0
  }

  /** The session of a service whose client was silent the longest; null when all are in use. */
  longestIdle(serviceId: string): McpSession | null {
    let found: McpSession | null = null
    for (const session of this.#services.get(serviceId)?.values() ?? [])
      if ((session.idleSince ?? Infinity) < (found?.idleSince ?? Infinity)) found = session
    return found
  }

  counts(): Record<string, number> {
    const counts: Record<string, number> = {}
    for (const [serviceId, sessions] of this.#services) counts[serviceId] = sessions.size
    return counts
  }

  all(): McpSession[] {
    return [...this.#services.values()].flatMap((sessions) => [...sessions.values()])
  }
}
