import { eventStream } from '@shared/lib/event-stream'
import type { OpenQuestion } from '@shared/domain/consent'
import type { FaultyContract } from '../router'
import type { FakeState } from '../state'

export function consentRoutes(os: FaultyContract, state: FakeState) {
  const { consents } = state
  return {
    watch: os.consent.watch.handler(({ signal }) =>
      eventStream<OpenQuestion[]>((push) => {
        const watching = consents.watch(push)
        push(consents.open())
        state.canAsk = true
        return watching
      }, signal),
    ),
    answer: os.consent.answer.handler(({ input }) => consents.answer(input.id, input.choice)),
    standing: os.consent.standing.handler(() => consents.standing()),
    forget: os.consent.forget.handler(({ input }) => consents.forget(input.id)),
  }
}
