import type { implementContract } from './base'
import type { ApiDeps } from './deps'

/** contract.connect: how AI clients are told where the services are. */
export function connectProcedures(
  { connect: os }: ReturnType<typeof implementContract>,
  { connect, clientsToken }: ApiDeps,
) {
  return os.router({
    overview: os.overview.handler(() => ({
      clients: connect.clients(),
      endpoints: connect.endpoints(),
      token: clientsToken,
    })),
    snippets: os.snippets.handler(({ input }) => connect.snippets(input.clientId, input.serviceIds)),
  })
}
