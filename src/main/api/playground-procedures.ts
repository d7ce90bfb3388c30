import type { implementContract } from './base'
import type { ApiDeps } from './deps'

type Implementer = ReturnType<typeof implementContract>

/** contract.playground */
export function playgroundProcedures({ playground: os }: Implementer, { playground }: ApiDeps) {
  return os.router({
    offer: os.offer.handler(({ input, signal }) => playground.offer(input.endpoint, signal)),
    send: os.send.handler(({ input, signal }) => playground.send(input, signal)),
    saved: os.saved.handler(() => playground.saved()),
    save: os.save.handler(({ input }) => playground.save(input.title, input.request)),
    removeSaved: os.removeSaved.handler(({ input }) => playground.removeSaved(input.id)),
  })
}
