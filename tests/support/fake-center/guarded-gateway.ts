import type { GatewayEndpoint } from '@shared/contract/gateway'
import type { ToolReview } from '@shared/contract/trust'
import type { GatewayClient, GatewayStatus, GuardStatus } from '@shared/domain/gateway'
import { defaultLimits, type GatewayLimits } from '@shared/domain/limits'
import { defaultProfile, type Profile } from '@shared/domain/profile'
import type { ClientToken } from '@shared/domain/client-token'
import type { ServiceSnapshot } from '@shared/domain/service'
import { Emitter } from '@shared/lib/emitter'
import { calmGuards, makeClients, makeTokens } from './gateway-fixtures'

/** The gateway's half of the fake state: who is connected, what is limited, what an address offers. */
export class GuardedGateway {
  profiles: Profile[] = [defaultProfile]
  tokens: ClientToken[] = makeTokens(Date.now())
  clients: GatewayClient[] = makeClients(Date.now())
  limits: GatewayLimits = defaultLimits
  readonly changed = new Emitter<void>()
  #guards = new Map<string, GuardStatus>()
  #services: () => readonly ServiceSnapshot[]

  constructor(services: () => readonly ServiceSnapshot[]) {
    this.#services = services
  }

  guardsOf(id: string): GuardStatus {
    const index = this.#services().findIndex((service) => service.id === id)
    return this.#guards.get(id) ?? calmGuards(id, Math.max(0, index))
  }

  changeGuards(id: string, part: Partial<GuardStatus>): void {
    this.#guards.set(id, { ...this.guardsOf(id), ...part })
    this.changed.emit()
  }

  status(): GatewayStatus {
    const guards = this.#services().map(({ id }) => this.guardsOf(id))
    const entries = guards.reduce((sum, { cache }) => sum + cache.entries, 0)
    return {
      at: Date.now(),
      guards,
      clients: this.clients,
      cache: { entries, bytes: entries * 4_200, diskEntries: entries * 3, diskBytes: entries * 11_000 },
    }
  }

  /** The tools an address offers, in order. */
  offered(endpoint: string, reviews: readonly ToolReview[]): ToolReview[] {
    const profile = this.profiles.find(({ id }) => id === endpoint)
    if (!profile) return reviews.filter((review) => review.serviceId === endpoint && isOffered(review))
    const ids = profile.services ?? this.#services().map(({ id }) => id)
    return ids.flatMap((id) =>
      reviews.filter(
        (review) =>
          review.serviceId === id &&
          isOffered(review) &&
          profile.tools[`${id}/${review.tool.name}`]?.enabled !== false,
      ),
    )
  }

  endpoints(reviews: readonly ToolReview[]): GatewayEndpoint[] {
    const profiles = this.profiles.map(({ id, title }) => ({
      id,
      title,
      kind: 'profile' as const,
      url: id === 'default' ? 'http://127.0.0.1:4320/mcp' : `http://127.0.0.1:4320/mcp/${id}`,
      toolCount: this.offered(id, reviews).length,
    }))
    const services = this.#services().map(({ id, title, url }) => ({
      id,
      title,
      kind: 'service' as const,
      url,
      toolCount: this.offered(id, reviews).length,
    }))
    return [...profiles, ...services]
  }
}

function isOffered({ tool }: ToolReview): boolean {
  return tool.trust === 'trusted'
}
