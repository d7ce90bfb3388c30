import type { TokenGuard } from '../../../src/gateway/guards/token'
import { serveModern, type ModernService } from '../fixtures/modern-server'
import { askedOnPipe } from './pipe-catalog'
import { newEndpoint } from './running-gateway'
import { StatelessGateway } from './stateless-gateway'

export interface ModernFixtureGateway {
  gateway: StatelessGateway
  service: ModernService
  close(): void
}

type Entries = Record<string, unknown>[]

/**
 * The conformance fixture behind the stateless era.
 * @param tokens who may come in; the tests' tokens unless said otherwise
 */
export async function startModernFixture(tokens?: TokenGuard): Promise<ModernFixtureGateway> {
  const place = newEndpoint()
  const service = serveModern(place.endpoint)
  const [about, tools, prompts, resources, templates] = await askedOnPipe(place.endpoint, [
    'server/discover',
    'tools/list',
    'prompts/list',
    'resources/list',
    'resources/templates/list',
  ])
  const gateway = await StatelessGateway.start(
    {
      service: {
        modern: true,
        tools: tools?.['tools'] as Entries,
        others: {
          prompts: prompts?.['prompts'] as Entries,
          resources: resources?.['resources'] as Entries,
          resourceTemplates: templates?.['resourceTemplates'] as Entries,
        },
      },
    },
    tokens,
  )
  gateway.views.capabilities = about?.['capabilities'] as Record<string, unknown>
  service.onListChange = (kind) => gateway.views.changes.emit(kind)
  gateway.route({ kind: 'up', endpoint: place.endpoint })
  return {
    gateway,
    service,
    close: () => {
      gateway.close()
      service.server.close()
      service.dropConnections()
      place.remove()
    },
  }
}
