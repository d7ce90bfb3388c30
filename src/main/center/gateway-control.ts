import type { Profile } from '@shared/domain/profile'
import type { ServiceSnapshot } from '@shared/domain/service'
import type { DisposableStore } from '@shared/lib/disposable'
import type { GatewayControl } from '../api'
import type { ClientTokens } from '../access'
import type { FrontDoor } from '../front-door'
import { keepStatus } from '../limits'
import type { Trust } from '../trust'
import { gatewayEndpoints } from './endpoints'

interface GatewayParts {
  /** The gateway first. */
  snapshots: () => ServiceSnapshot[]
  profiles: () => Profile[]
  trust: Pick<Trust, 'lastCatalog'>
}

/** The gateway process as people look at it and steer it. */
export function createGatewayControl(
  frontDoor: FrontDoor,
  tokens: ClientTokens,
  { snapshots, profiles, trust }: GatewayParts,
  resources: DisposableStore,
): GatewayControl {
  const last = resources.add(keepStatus(frontDoor, tokens))
  const usableTools = (serviceId: string, profile: Profile | null): number =>
    (trust.lastCatalog(serviceId)?.tools ?? []).filter(
      ({ name, trust: state }) =>
        state === 'trusted' && profile?.tools[`${serviceId}/${name}`]?.enabled !== false,
    ).length
  return {
    status: () => last.status(),
    onStatus: (listener) => last.onStatus(listener),
    endpoints: () => gatewayEndpoints({ snapshots, profiles, usableTools }),
    clearCache: (serviceId) => frontDoor.clearCache(serviceId),
    closeCircuit: (serviceId) => frontDoor.closeCircuit(serviceId),
  }
}
