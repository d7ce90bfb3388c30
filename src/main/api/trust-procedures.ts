import { eventStream } from '@shared/lib/event-stream'
import type { implementContract } from './base'
import type { ApiDeps } from './deps'

type Implementer = ReturnType<typeof implementContract>

/** contract.trust */
export function trustProcedures({ trust: os }: Implementer, { trust, contextCosts, services }: ApiDeps) {
  const all = (): string[] => services.list().map(({ id }) => id)
  return os.router({
    tools: os.tools.handler(({ input }) =>
      trust.reviews(input.serviceId === undefined ? all() : [input.serviceId]),
    ),
    watchPending: os.watchPending.handler(async function* ({ signal }) {
      yield trust.pending()
      for await (const pending of eventStream<Record<string, number>>(
        (push) => trust.onChange(() => push(trust.pending())),
        signal,
        10,
      ))
        yield pending
    }),
    approve: os.approve.handler(({ input }) => {
      trust.approve(input.serviceId, input.tools)
      return trust.reviews([input.serviceId])
    }),
    withdraw: os.withdraw.handler(({ input }) => {
      trust.withdraw(input.serviceId, input.tools)
      return trust.reviews([input.serviceId])
    }),
    costs: os.costs.handler(() => contextCosts.all()),
  })
}
