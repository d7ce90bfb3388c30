import type { GatewayEndpoint } from '@shared/contract/gateway'
import type { ContextCost } from '@shared/contract/trust'
import { usePending, useQuery, useRefreshOn, useServices, type Query } from '../../center'

export interface Address extends GatewayEndpoint {
  /** What its definitions cost a model's context; null until counted. */
  cost: ContextCost | null
}

/** Every address with its token cost; asked again when a service or its tools changed. */
export function useAddresses(): { query: Query<Address[]>; refresh: () => void } {
  const services = (useServices() ?? []).map(({ id, url, toolCount }) => `${id} ${url} ${toolCount}`).join()
  const pending = JSON.stringify(usePending())
  const answer = useQuery('addresses', async (client, signal) => {
    const [endpoints, costs] = await Promise.all([
      client.gateway.endpoints({}, { signal }),
      client.trust.costs({}, { signal }),
    ])
    return endpoints.map((endpoint) => ({
      ...endpoint,
      cost: costs.find(({ id, kind }) => id === endpoint.id && kind === endpoint.kind) ?? null,
    }))
  })
  useRefreshOn(`${services} ${pending}`, answer.refresh)
  return answer
}
