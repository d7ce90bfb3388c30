import type { ServiceManifest } from '@shared/domain/manifest'
import { GATEWAY_PORT } from '@shared/domain/ports'
import { GATEWAY_ID, type Listener } from '../front-door'
import type { SettingsStore } from '../settings'

/** Where everything listens in public, with the offset and the moved ports worked in. */
export interface PublicPorts {
  /** Address and port of a service or of the gateway itself. */
  of(id: string): { port: number; defaultPort: number; url: string }
  listeners(): Listener[]
}

export function createPublicPorts(deps: {
  /** Built-in services: only they have a port of their own. */
  manifests: readonly ServiceManifest[]
  settings: SettingsStore
  portOffset: number
}): PublicPorts {
  const { manifests, settings, portOffset } = deps
  const place = (port: number, defaultPort: number) => ({
    port,
    defaultPort,
    url: `http://127.0.0.1:${port}/mcp`,
  })
  /** The gateway itself, or an external server at an address below it. */
  const atGateway = (id: string) => {
    const own = place(GATEWAY_PORT + portOffset, GATEWAY_PORT + portOffset)
    return id === GATEWAY_ID ? own : { ...own, url: `${own.url}/${id}` }
  }
  const of = (id: string) => {
    const manifest = manifests.find((candidate) => candidate.id === id)
    if (!manifest) return atGateway(id)
    const defaultPort = manifest.port + portOffset
    return place(settings.service(id).portOverride ?? defaultPort, defaultPort)
  }
  return {
    of,
    listeners: () =>
      [GATEWAY_ID, ...manifests.map(({ id }) => id)].map((serviceId) => ({
        serviceId,
        port: of(serviceId).port,
      })),
  }
}
