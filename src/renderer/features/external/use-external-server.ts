import type { ExternalServer } from '@shared/domain/external'
import type { ServiceSnapshot } from '@shared/domain/service'
import { useQuery, type Query } from '../../center'

/** The definition of an external service; null for a built-in one, and for one that was removed. */
export function useExternalServer(service: ServiceSnapshot): {
  query: Query<ExternalServer | null>
  refresh: () => void
} {
  return useQuery(`external ${service.id}`, async (client, signal) => {
    if (service.kind !== 'external') return null
    const servers = await client.external.list({}, { signal })
    return servers.find(({ id }) => id === service.id) ?? null
  })
}
