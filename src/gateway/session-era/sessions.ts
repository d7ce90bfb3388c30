import type { McpSession } from './mcp-session'
import { placeKey, type Place } from './place'

/** The open MCP sessions, by place and id. */
export class Sessions {
  readonly #places = new Map<string, Map<string, McpSession>>()

  add(session: McpSession): void {
    const key = placeKey(session.place)
    let sessions = this.#places.get(key)
    if (!sessions) this.#places.set(key, (sessions = new Map()))
    sessions.set(session.id, session)
  }

  /** @param tokenId only the client that opened a session may use it */
  find(place: Place, id: string, tokenId: string): McpSession | null {
    const session = this.#places.get(placeKey(place))?.get(id)
    return session?.tokenId === tokenId ? session : null
  }

  /** @returns false when it was gone already */
  remove(session: McpSession): boolean {
    return this.#places.get(placeKey(session.place))?.delete(session.id) ?? false
  }

  count(place: Place): number {
    return this.#places.get(placeKey(place))?.size ?? 0
  }

  /** The session of a place whose client was silent the longest; null when all are in use. */
  longestIdle(place: Place): McpSession | null {
    let found: McpSession | null = null
    for (const session of this.#places.get(placeKey(place))?.values() ?? [])
      if ((session.idleSince ?? Infinity) < (found?.idleSince ?? Infinity)) found = session
    return found
  }

  /** By the service whose port they came to, and by those they hold a conversation with. */
  counts(): Record<string, number> {
    const counts: Record<string, number> = {}
    for (const session of this.all())
      for (const serviceId of new Set([session.place.serviceId, ...session.serviceIds]))
        counts[serviceId] = (counts[serviceId] ?? 0) + 1
    return counts
  }

  all(): McpSession[] {
    return [...this.#places.values()].flatMap((sessions) => [...sessions.values()])
  }
}
