import type { ContextCost, ToolReview } from '@shared/contract/trust'
import type { ServiceControl, TrustControl } from '../api'
import { GATEWAY_ID } from '../front-door'
import type { Extension } from './extension'

/** What external servers offer, against what a person approved; and what it all costs a model's context. */
export function createTrustControl(
  { trust, profiles, costs }: Extension,
  services: Pick<ServiceControl, 'list'>,
): TrustControl {
  const serviceIds = (): string[] => services.list().flatMap(({ id }) => (id === GATEWAY_ID ? [] : [id]))
  const reviewsOf = (serviceId: string | undefined): ToolReview[] =>
    trust.reviews(serviceId === undefined ? serviceIds() : [serviceId])
  const costOf = (id: string, kind: ContextCost['kind'], reviews: ToolReview[]): ContextCost => {
    const usable = reviews.filter(({ tool }) => tool.trust === 'trusted')
    return {
      id,
      kind,
      tools: usable.length,
      definitionTokens: usable.reduce((sum, { tokens }) => sum + (tokens ?? 0), 0),
      searchModeTokens: costs.searchModeTokens,
      meanResultTokens: null,
      exact: usable.every(({ tokens }) => tokens !== null),
    }
  }
  return {
    tools: reviewsOf,
    pending: () => trust.pending(),
    onPending: (listener) => trust.onChange(() => listener(trust.pending())),
    approve(serviceId, tools) {
      trust.approve(serviceId, tools)
      return reviewsOf(serviceId)
    },
    withdraw(serviceId, tools) {
      trust.withdraw(serviceId, tools)
      return reviewsOf(serviceId)
    },
    costs: () => [
      ...serviceIds().map((id) => costOf(id, 'service', reviewsOf(id))),
      ...profiles.list().map((profile) => {
        const ids = profile.services ?? serviceIds()
        const enabled = ids
          .flatMap(reviewsOf)
          .filter(({ serviceId, tool }) => profile.tools[`${serviceId}/${tool.name}`]?.enabled !== false)
        return costOf(profile.id, 'profile', enabled)
      }),
    ],
  }
}
