import { eventStream } from '@shared/lib/event-stream'
import type { implementContract } from './base'
import type { ApiDeps } from './deps'

type Implementer = ReturnType<typeof implementContract>

/** contract.trust: what external servers offer, against what a person approved. */
export function trustProcedures({ trust: os }: Implementer, { trust }: ApiDeps) {
  return os.router({
    tools: os.tools.handler(({ input }) => trust.tools(input.serviceId)),
    watchPending: os.watchPending.handler(({ signal }) =>
      eventStream<Record<string, number>>(
        (push) => {
          push(trust.pending())
          return trust.onPending(push)
        },
        signal,
        1,
      ),
    ),
    approve: os.approve.handler(({ input }) => trust.approve(input.serviceId, input.tools)),
    withdraw: os.withdraw.handler(({ input }) => trust.withdraw(input.serviceId, input.tools)),
    costs: os.costs.handler(() => trust.costs()),
  })
}
