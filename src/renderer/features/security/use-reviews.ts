import type { ToolReview } from '@shared/contract/trust'
import { usePending, useQuery, useRefreshOn, useServices, type Query } from '../../center'

/** Every tool with its trust, asked again when a tool or a service changed. */
export function useReviews(): { query: Query<ToolReview[]>; refresh: () => void } {
  const services = (useServices() ?? []).map(({ id, toolCount }) => `${id}:${toolCount}`).join()
  const pending = JSON.stringify(usePending())
  const answer = useQuery('reviews', (client, signal) => client.trust.tools({}, { signal }))
  useRefreshOn(`${services} ${pending}`, answer.refresh)
  return answer
}
