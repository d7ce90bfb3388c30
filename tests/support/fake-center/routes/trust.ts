import type { ToolReview } from '@shared/contract/trust'
import { eventStream } from '@shared/lib/event-stream'
import { problems } from '../problems'
import type { FaultyContract } from '../router'
import type { FakeState } from '../state'

export function trustRoutes(os: FaultyContract, state: FakeState) {
  const of = (serviceId: string | undefined): ToolReview[] =>
    state.reviews().filter((review) => serviceId === undefined || review.serviceId === serviceId)
  return {
    tools: os.trust.tools.handler(({ input }) => of(input.serviceId)),
    watchPending: os.trust.watchPending.handler(async function* ({ signal }) {
      yield state.pending()
      yield* eventStream((push) => state.trustChanged.on(() => push(state.pending())), signal)
    }),
    approve: os.trust.approve.handler(({ input, errors }) => {
      const seen = new Map(input.tools.map(({ name, fingerprint }) => [name, fingerprint]))
      const stale = of(input.serviceId).some(
        ({ tool }) => seen.has(tool.name) && seen.get(tool.name) !== tool.fingerprint,
      )
      if (stale) throw errors.PROBLEM({ data: problems.definitionChanged })
      state.changeReviews(input.serviceId, (review) =>
        seen.has(review.tool.name)
          ? {
              ...review,
              tool: { ...review.tool, trust: 'trusted' },
              approved: review.tool.definition,
              approvedAt: Date.now(),
            }
          : review,
      )
      return of(input.serviceId)
    }),
    withdraw: os.trust.withdraw.handler(({ input }) => {
      state.changeReviews(input.serviceId, (review) =>
        input.tools.includes(review.tool.name)
          ? { ...review, tool: { ...review.tool, trust: 'new' }, approved: null, approvedAt: null }
          : review,
      )
      return of(input.serviceId)
    }),
    costs: os.trust.costs.handler(() =>
      state.gateway.endpoints(state.reviews()).map(({ id, kind, toolCount }) => ({
        id,
        kind,
        tools: toolCount,
        definitionTokens: state.gateway
          .offered(id, state.reviews())
          .reduce((sum, review) => sum + (review.tokens ?? 0), 0),
        searchModeTokens: 640,
        meanResultTokens: state.calls.length === 0 ? null : 412,
        exact: true,
      })),
    ),
  }
}
