import type { GatewayStatus } from '@shared/domain/gateway'
import { eventStream } from '@shared/lib/event-stream'
import type { implementContract } from './base'
import type { ApiDeps } from './deps'
import type { GatewayControl } from './deps/clients'
import { requireService } from './require-service'
import { requireKnownScope } from './token-scope'

/** contract.gateway: how the gateway stands, its addresses, and who may do what through it. */
export function gatewayProcedures({ gateway: os }: ReturnType<typeof implementContract>, deps: ApiDeps) {
  const { gateway, profiles, tokens, limits, services } = deps
  const known = (id: string): string => requireService(services, id).id
  return os.router({
    watch: os.watch.handler(({ signal }) => watchStatus(gateway, signal)),
    status: os.status.handler(() => gateway.status()),
    endpoints: os.endpoints.handler(() => gateway.endpoints()),
    profiles: os.profiles.handler(() => profiles.list()),
    saveProfile: os.saveProfile.handler(({ input }) => profiles.save(input)),
    removeProfile: os.removeProfile.handler(({ input }) => profiles.remove(input.id)),
    tokens: os.tokens.handler(() => tokens.list()),
    createToken: os.createToken.handler(({ input }) => {
      requireKnownScope(input.scope, { profiles: profiles.list(), services: services.list() })
      return tokens.create(input)
    }),
    revokeToken: os.revokeToken.handler(({ input }) => tokens.revoke(input.id)),
    limits: os.limits.handler(() => limits.get()),
    ownRates: os.ownRates.handler(() =>
      Object.fromEntries(
        services.list().flatMap(({ id }) => {
          const rate = deps.manifestOf(id)?.rate
          return rate ? [[id, rate] as const] : []
        }),
      ),
    ),
    updateLimits: os.updateLimits.handler(({ input }) => limits.update(input)),
    clearCache: os.clearCache.handler(({ input }) => {
      gateway.clearCache(input.serviceId === null ? null : known(input.serviceId))
      return {}
    }),
    closeCircuit: os.closeCircuit.handler(({ input }) => {
      gateway.closeCircuit(known(input.serviceId))
      return {}
    }),
  })
}

/** Now, then each change; a slow reader gets the newest. */
function watchStatus(
  gateway: GatewayControl,
  signal: AbortSignal | undefined,
): AsyncGenerator<GatewayStatus, void, void> {
  const subscribe = (push: (status: GatewayStatus) => void) => {
    push(gateway.status())
    return gateway.onStatus(push)
  }
  return eventStream(subscribe, signal, 1)
}
