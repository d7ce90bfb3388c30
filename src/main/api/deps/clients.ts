import type { ConnectClient, ConnectEndpoint, ConnectSnippet } from '@shared/contract/connect'
import type { GatewayEndpoint } from '@shared/contract/gateway'
import type { ClientToken, Priority, TokenScope } from '@shared/domain/client-token'
import type { GatewayStatus } from '@shared/domain/gateway'
import type { GatewayLimits } from '@shared/domain/limits'
import type { Profile } from '@shared/domain/profile'
import type { Disposable } from '@shared/lib/disposable'

/** Named sets of services and tools, `default` first. */
export interface ProfileControl {
  list(): Profile[]
  /** @throws OmniMindError BAD_INPUT */
  save(profile: Profile): Profile[]
  /** @throws OmniMindError BAD_INPUT */
  remove(id: string): Profile[]
}

/** The gateway process, as far as people look at it and steer it. */
export interface GatewayControl {
  /** What it told last; empty before. */
  status(): GatewayStatus
  onStatus(listener: (status: GatewayStatus) => void): Disposable
  endpoints(): GatewayEndpoint[]
  clearCache(serviceId: string | null): void
  closeCircuit(serviceId: string): void
}

/** Tokens of clients; the secret itself is shown once. */
export interface TokenControl {
  list(): ClientToken[]
  create(order: { name: string; expiresAt: number | null; priority: Priority; scope: TokenScope }): {
    token: ClientToken
    secret: string
  }
  /** @throws OmniMindError BAD_INPUT for the owner's and unknown ones */
  revoke(id: string): ClientToken[]
}

export interface LimitControl {
  get(): GatewayLimits
  /** @throws OmniMindError DATA_DIR_UNWRITABLE */
  update(limits: GatewayLimits): GatewayLimits
}

export interface ConnectReader {
  clients(): ConnectClient[]
  endpoints(): ConnectEndpoint[]
  snippets(clientId: string, serviceIds: readonly string[]): ConnectSnippet[]
}
