import type { GatewayEndpoint } from '@shared/contract/gateway'
import { DEFAULT_PROFILE, type Profile } from '@shared/domain/profile'
import type { ServiceSnapshot } from '@shared/domain/service'
import { GATEWAY_ID } from '../front-door'

export interface EndpointDeps {
  /** The gateway first. */
  snapshots: () => readonly ServiceSnapshot[]
  profiles: () => readonly Profile[]
  /** How many tools of a service may be used; by a profile's choices where one is given. */
  usableTools: (serviceId: string, profile: Profile | null) => number
}

/** Every address of the gateway: profiles first, the combined one before all, then each service alone. */
export function gatewayEndpoints({ snapshots, profiles, usableTools }: EndpointDeps): GatewayEndpoint[] {
  const all = snapshots()
  const gateway = all.find(({ id }) => id === GATEWAY_ID)
  const services = all.filter(({ id }) => id !== GATEWAY_ID)
  const base = gateway?.url ?? ''
  const sum = (ids: readonly string[], profile: Profile): number =>
    ids.reduce((count, id) => count + usableTools(id, profile), 0)
  return [
    ...profiles().map((profile): GatewayEndpoint => ({
      id: profile.id,
      title: profile.title,
      kind: 'profile',
      url: profile.id === DEFAULT_PROFILE ? base : `${base}/${profile.id}`,
      toolCount: sum(profile.services ?? services.map(({ id }) => id), profile),
    })),
    ...services.map(({ id, title, url }): GatewayEndpoint => ({
      id,
      title,
      kind: 'service',
      url,
      toolCount: usableTools(id, null),
    })),
  ]
}
