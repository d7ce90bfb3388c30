import type { ApiDeps } from '../../src/main/api'
import type { ClientToken } from '../../src/shared/domain/client-token'
import { unlimitedScope } from '../../src/shared/domain/client-token'
import type { GatewayStatus } from '../../src/shared/domain/gateway'
import { defaultLimits, type GatewayLimits } from '../../src/shared/domain/limits'
import { OmniMindError } from '../../src/shared/errors'
import { Emitter } from '../../src/shared/lib/emitter'

const AT = Date.UTC(2026, 10, 21)

const owner: ClientToken = {
  id: 'owner',
  name: 'Owner',
  createdAt: AT,
  expiresAt: null,
  lastUsedAt: null,
  revokedAt: null,
  priority: 'normal',
  scope: unlimitedScope,
}

/** The gateway's side of the contract, in memory, moved by verbs. */
export class FakeGateway {
  /** Services whose cache was cleared (null: all), and whose circuit was closed. */
  readonly cleared: (string | null)[] = []
  readonly closed: string[] = []
  readonly #changes = new Emitter<GatewayStatus>()
  #status: GatewayStatus = {
    at: AT,
    guards: [],
    clients: [],
    cache: { entries: 0, bytes: 0, diskEntries: 0, diskBytes: 0 },
  }
  #tokens: ClientToken[] = [owner]
  #limits = defaultLimits

  tells(status: Partial<GatewayStatus>): void {
    this.#status = { ...this.#status, ...status }
    this.#changes.emit(this.#status)
  }

  get tokens(): ClientToken[] {
    return this.#tokens
  }

  deps(): Pick<ApiDeps, 'gateway' | 'tokens' | 'limits'> {
    return {
      gateway: {
        status: () => this.#status,
        onStatus: (listener) => this.#changes.on(listener),
        endpoints: () => [],
        clearCache: (serviceId) => void this.cleared.push(serviceId),
        closeCircuit: (serviceId) => void this.closed.push(serviceId),
      },
      tokens: {
        list: () => this.#tokens,
        create: (order) => {
          const id = `token-${this.#tokens.length}`
          const token = { ...owner, ...order, id }
          this.#tokens = [...this.#tokens, token]
          return { token, secret: `omm_secret-of-${id}` }
        },
        revoke: (id) => {
          if (id === owner.id || !this.#tokens.some((token) => token.id === id))
            throw new OmniMindError('BAD_INPUT', `There is no token "${id}" to revoke.`)
          this.#tokens = this.#tokens.map((token) => (token.id === id ? { ...token, revokedAt: AT } : token))
          return this.#tokens
        },
      },
      limits: {
        get: () => this.#limits,
        update: (limits: GatewayLimits) => (this.#limits = limits),
      },
    }
  }
}
