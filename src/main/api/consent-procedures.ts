import type { OpenQuestion } from '@shared/domain/consent'
import { eventStream } from '@shared/lib/event-stream'
import type { implementContract } from './base'
import type { ApiDeps } from './deps'

type Implementer = ReturnType<typeof implementContract>

/** contract.consent: what services may not do without the person. */
export function consentProcedures({ consent: os }: Implementer, { consents }: ApiDeps) {
  return os.router({
    watch: os.watch.handler(({ signal }) =>
      eventStream<OpenQuestion[]>(
        (push) => {
          const watching = consents.watch(push)
          push(consents.open())
          return watching
        },
        signal,
        1,
      ),
    ),
    answer: os.answer.handler(({ input }) => consents.answer(input.id, input.choice)),
    standing: os.standing.handler(() => consents.standing()),
    forget: os.forget.handler(({ input }) => consents.forget(input.id)),
  })
}
