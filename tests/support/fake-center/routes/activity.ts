import type { CallFilter } from '@shared/contract/activity'
import type { CallRecord } from '@shared/domain/call'
import { eventStream } from '@shared/lib/event-stream'
import type { FaultyContract } from '../router'
import type { FakeState } from '../state'

export function activityRoutes(os: FaultyContract, state: FakeState) {
  return {
    list: os.activity.list.handler(({ input }) => {
      const fitting = state.calls.filter((call) => fits(call, input))
      return { calls: fitting.slice(0, input.limit), more: fitting.length > input.limit }
    }),
    watch: os.activity.watch.handler(async function* ({ input, signal }) {
      yield* eventStream<{ calls: CallRecord[]; dropped: number }>(
        (push) =>
          state.called.on((calls) => {
            const mine = calls.filter((call) => fits(call, input))
            if (mine.length > 0) push({ calls: mine, dropped: 0 })
          }),
        signal,
      )
    }),
  }
}

function fits(call: CallRecord, filter: CallFilter): boolean {
  const words = `${call.target} ${call.client} ${call.method}`.toLowerCase()
  return (
    (filter.serviceId === undefined || call.serviceId === filter.serviceId) &&
    (filter.outcome === undefined || call.outcome === filter.outcome) &&
    words.includes(filter.text.toLowerCase())
  )
}
