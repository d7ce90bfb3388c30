import { MINUTE, type Clock } from '@shared/lib/clock'
import { rpcCode } from '@shared/mcp/json-rpc'
import { canonicalJson } from '../catalog/canonical-json'
import type { GatewayOptions } from '../options'
import type { RouteCell, Routes } from '../upstream/routes'
import type { Unavailable } from '../upstream/unavailable'
import type { Ask } from './ask'
import { heldCapabilities } from './client-capabilities'
import { Conversation } from './conversation'
import { Upstream, type UpstreamDeps } from './upstream'

/** A conversation nobody used for this long is closed. */
const IDLE_MS = 5 * MINUTE
/** Conversations of one token with one service: one for each client, and each set of capabilities it declares. */
const MAX_PER_CLIENT = 32
const MAX_ALL = 512

export interface ConversationsDeps {
  clock: Clock
  options: GatewayOptions
  routes: Routes
  /** What the service calls itself. */
  serverInfo(serviceId: string): Record<string, unknown> | null
  onStray(serviceId: string, what: string): void
}

interface Entry {
  serviceId: string
  tokenId: string
  conversation: Conversation
}

/** The pipes to the services: one for all clients where the service speaks 2026-07-28, else one per client. */
export class Conversations {
  readonly #deps: ConversationsDeps
  readonly #shared = new Map<string, { upstream: Upstream; usedAt: number }>()
  readonly #own = new Map<string, Entry>()
  #lastId = 0

  constructor(deps: ConversationsDeps) {
    this.#deps = deps
  }

  /** The pipe to a service that speaks this revision. */
  shared(serviceId: string): Upstream {
    const known = this.#shared.get(serviceId)
    if (known) return known.upstream
    const upstream = new Upstream(this.#upstreamDeps(serviceId), {
      onUnrelated: () => {},
      onRejected: () => {},
      isListening: () => false,
      isOneClient: false,
    })
    this.#shared.set(serviceId, { upstream, usedAt: this.#deps.clock.monotonicMs() })
    return upstream
  }

  routeOf(serviceId: string): RouteCell {
    return this.#deps.routes.of(serviceId)
  }

  /** The client's conversation with a service of an older revision; null when there are too many in use. */
  own(serviceId: string, ask: Ask): Conversation | null {
    const capabilities = heldCapabilities(ask.envelope.capabilities)
    const key = JSON.stringify([serviceId, ask.tokenId, ask.envelope.client, canonicalJson(capabilities)])
    const known = this.#own.get(key)
    const conversation = known?.conversation ?? this.#open(key, serviceId, ask, capabilities)
    if (conversation) conversation.usedAt = this.#deps.clock.monotonicMs()
    return conversation
  }

  /** Conversations by service. */
  counts(): Record<string, number> {
    const counts: Record<string, number> = {}
    for (const { serviceId } of this.#own.values()) counts[serviceId] = (counts[serviceId] ?? 0) + 1
    return counts
  }

  /** @param now monotonic ms */
  tick(now: number): void {
    for (const [serviceId, entry] of this.#shared) {
      entry.upstream.tick(now)
      if (entry.upstream.size > 0) entry.usedAt = now
      else if (now - entry.usedAt >= IDLE_MS) this.#closeShared(serviceId, ended(serviceId, 'it was idle'))
    }
    for (const [key, { serviceId, conversation }] of this.#own) {
      conversation.upstream.tick(now)
      if (conversation.isUsed) conversation.usedAt = now
      else if (now - conversation.usedAt >= IDLE_MS) this.#close(key, ended(serviceId, 'it was idle'))
    }
  }

  /** Ends the conversations of these tokens. */
  dropTokens(isGone: (tokenId: string) => boolean): void {
    for (const [key, { tokenId, serviceId }] of this.#own)
      if (isGone(tokenId)) this.#close(key, ended(serviceId, 'the access token is not valid any more'))
  }

  close(): void {
    const why = 'OmniMind is ending'
    for (const [key, { serviceId }] of this.#own) this.#close(key, ended(serviceId, why))
    for (const serviceId of this.#shared.keys()) this.#closeShared(serviceId, ended(serviceId, why))
  }

  #open(
    key: string,
    serviceId: string,
    { tokenId, envelope }: Ask,
    capabilities: Record<string, unknown>,
  ): Conversation | null {
    if (!this.#hasRoom(serviceId, tokenId)) return null
    const conversation = new Conversation({
      ...this.#upstreamDeps(serviceId),
      capabilities,
      client: envelope.client,
      serverInfo: this.#deps.serverInfo(serviceId),
      onRejected: () => this.#close(key, refusedHandshake(serviceId)),
    })
    this.#own.set(key, { serviceId, tokenId, conversation })
    return conversation
  }

  /** The longest idle one may be closed to make room. */
  #hasRoom(serviceId: string, tokenId: string): boolean {
    const all = [...this.#own]
    const alike = all.filter(([, one]) => one.serviceId === serviceId && one.tokenId === tokenId)
    const crowd = alike.length >= MAX_PER_CLIENT ? alike : all.length >= MAX_ALL ? all : null
    if (!crowd) return true
    const [idlest] = crowd
      .filter(([, { conversation }]) => !conversation.isUsed)
      .toSorted(([, a], [, b]) => a.conversation.usedAt - b.conversation.usedAt)
    if (idlest) this.#close(idlest[0], ended(idlest[1].serviceId, 'another one took its place'))
    return idlest !== undefined
  }

  #close(key: string, why: Unavailable): void {
    const entry = this.#own.get(key)
    this.#own.delete(key)
    entry?.conversation.close(why)
  }

  #closeShared(serviceId: string, why: Unavailable): void {
    const entry = this.#shared.get(serviceId)
    this.#shared.delete(serviceId)
    entry?.upstream.close(why)
  }

  #upstreamDeps(serviceId: string): UpstreamDeps {
    const { routes, clock, options } = this.#deps
    return {
      route: routes.of(serviceId),
      clock,
      options,
      nextId: () => ++this.#lastId,
      onStray: (what) => this.#deps.onStray(serviceId, what),
    }
  }
}

function ended(serviceId: string, why: string): Unavailable {
  return {
    code: rpcCode.serviceUnavailable,
    message: `The conversation with "${serviceId}" ended: ${why}. Check what was done before trying again.`,
    endedByUs: true,
  }
}

function refusedHandshake(serviceId: string): Unavailable {
  return {
    code: rpcCode.serviceUnavailable,
    message: `"${serviceId}" refused the handshake. See its log in OmniMind before trying again.`,
  }
}
