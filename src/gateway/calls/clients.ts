import type { GatewayClient } from '@shared/domain/gateway'
import type { ProtocolEra } from '@shared/domain/call'
import type { Identity } from '../guards/token'

/** An open MCP session, as far as the list of clients cares. */
export interface OpenSession {
  tokenId: string
  client: string | null
}

/** Clients choose their names, so their number must have an end. */
const MAX_CLIENTS = 256

/** Who was here: by token, what the client calls itself, and its era. */
export class Clients {
  readonly #byToken = new Map<string, GatewayClient[]>()
  #size = 0

  /** A call came. @returns its client's entry, to count on */
  seen(identity: Identity, client: string | null, era: ProtocolEra, epochMs: number): GatewayClient {
    const entry = this.#find(identity.tokenId, client, era) ?? this.#add(identity, client, era)
    entry.calls++
    entry.lastSeenAt = epochMs
    return entry
  }

  /** @returns the most recent first */
  list(sessions: Iterable<OpenSession>): GatewayClient[] {
    const all = [...this.#byToken.values()].flat()
    for (const entry of all) entry.sessions = 0
    for (const { tokenId, client } of sessions) {
      const entry = this.#find(tokenId, client, 'session')
      if (entry) entry.sessions++
    }
    return all.map((entry) => ({ ...entry })).sort((a, b) => b.lastSeenAt - a.lastSeenAt)
  }

  #find(tokenId: string, client: string | null, era: ProtocolEra): GatewayClient | undefined {
    const entries = this.#byToken.get(tokenId)
    if (!entries) return undefined
    for (const entry of entries) if (entry.client === client && entry.era === era) return entry
    return undefined
  }

  #add({ tokenId, name, priority }: Identity, client: string | null, era: ProtocolEra): GatewayClient {
    if (this.#size >= MAX_CLIENTS) this.#forgetOldest()
    const counts = { sessions: 0, calls: 0, refused: 0, lastSeenAt: 0 }
    const entry = { tokenId, tokenName: name, priority, client, era, ...counts }
    this.#byToken.set(tokenId, [...(this.#byToken.get(tokenId) ?? []), entry])
    this.#size++
    return entry
  }

  #forgetOldest(): void {
    const oldest = this.list([]).at(-1)
    if (!oldest) return
    const { tokenId, client, era } = oldest
    const rest = (this.#byToken.get(tokenId) ?? []).filter((one) => one.client !== client || one.era !== era)
    if (rest.length > 0) this.#byToken.set(tokenId, rest)
    else this.#byToken.delete(tokenId)
    this.#size--
  }
}
