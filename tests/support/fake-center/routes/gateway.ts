import type { GatewayStatus } from '@shared/domain/gateway'
import { eventStream } from '@shared/lib/event-stream'
import { problems } from '../problems'
import type { FaultyContract } from '../router'
import type { FakeState } from '../state'

export function gatewayRoutes(os: FaultyContract, state: FakeState) {
  const { gateway } = state
  const known = os.gateway
  return {
    watch: known.watch.handler(async function* ({ signal }) {
      yield gateway.status()
      yield* eventStream<GatewayStatus>((push) => gateway.changed.on(() => push(gateway.status())), signal)
    }),
    status: known.status.handler(() => gateway.status()),
    endpoints: known.endpoints.handler(() => gateway.endpoints(state.reviews())),
    profiles: known.profiles.handler(() => gateway.profiles),
    saveProfile: known.saveProfile.handler(({ input, errors }) => {
      const names = Object.values(input.tools).flatMap(({ name }) => name ?? [])
      if (new Set(names).size < names.length) throw errors.PROBLEM({ data: problems.sameName })
      const others = gateway.profiles.filter(({ id }) => id !== input.id)
      gateway.profiles = input.id === 'default' ? [input, ...others] : [...others, input]
      gateway.changed.emit()
      return gateway.profiles
    }),
    removeProfile: known.removeProfile.handler(({ input }) => {
      gateway.profiles = gateway.profiles.filter(({ id }) => id !== input.id)
      gateway.changed.emit()
      return gateway.profiles
    }),
    tokens: known.tokens.handler(() => gateway.tokens),
    createToken: known.createToken.handler(({ input }) => {
      const id = `tok_${gateway.tokens.length}`
      const token = { ...input, id, createdAt: Date.now(), lastUsedAt: null, revokedAt: null }
      gateway.tokens = [...gateway.tokens, token]
      return { token, secret: `omt_${id}_8d21f60c5b7e4a93` }
    }),
    revokeToken: known.revokeToken.handler(({ input }) => {
      gateway.tokens = gateway.tokens.map((token) =>
        token.id === input.id ? { ...token, revokedAt: Date.now() } : token,
      )
      return gateway.tokens
    }),
    limits: known.limits.handler(() => gateway.limits),
    ownRates: known.ownRates.handler(() => ({ filesystem: { perMinute: 1_200, burst: 200 } })),
    updateLimits: known.updateLimits.handler(({ input }) => (gateway.limits = input)),
    clearCache: known.clearCache.handler(({ input }) => {
      for (const { id } of state.services) {
        if (input.serviceId !== null && input.serviceId !== id) continue
        gateway.changeGuards(id, { cache: { ...gateway.guardsOf(id).cache, entries: 0 } })
      }
      return {}
    }),
    closeCircuit: known.closeCircuit.handler(({ input }) => {
      gateway.changeGuards(input.serviceId, { circuit: { kind: 'closed', failures: 0 } })
      return {}
    }),
  }
}
