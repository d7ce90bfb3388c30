import type { PortHolder, ServiceSnapshot } from '@shared/domain/service'
import { OmniMindError } from '@shared/errors'
import { isInPortTable } from '@shared/domain/ports'
import type { AppControl, PortControl, ServiceControl } from './deps/program'
import { requireService } from './require-service'

interface PortDeps {
  app: Pick<AppControl, 'info'>
  services: ServiceControl
  ports: PortControl
}

/** The ways out when somebody else holds a service's port. */
export interface ServicePorts {
  useFreePort(id: string): Promise<ServiceSnapshot>
  useDefaultPort(id: string): Promise<ServiceSnapshot>
  stopHolder(id: string, pid: number): Promise<ServiceSnapshot>
  recheck(id: string): Promise<PortHolder | null>
}

export function createServicePorts({ app, services, ports }: PortDeps): ServicePorts {
  /** Free, and nobody's in the port table: else a service that is stopped, or not added yet, would lose its own. */
  const findFree = async (preferred: number): Promise<number> => {
    const { portOffset } = await app.info()
    let port = await ports.findFree(preferred)
    while (isInPortTable(port, portOffset)) port = await ports.findFree(port + 1)
    return port
  }
  return {
    async useFreePort(id) {
      const { defaultPort } = requireService(services, id)
      return services.movePort(id, await findFree(defaultPort))
    },

    async useDefaultPort(id) {
      const { port, defaultPort } = requireService(services, id)
      const holder = port === defaultPort ? null : await ports.holderOf(defaultPort)
      if (holder) throw held(holder)
      return services.movePort(id, defaultPort)
    },

    async stopHolder(id, pid) {
      const service = requireService(services, id)
      if (!isPortHeld(service)) return service
      const holder = await ports.holderOf(service.port)
      // The person agreed to end one program; another that came meanwhile is not it.
      if (holder && holder.pid !== pid) throw held(holder)
      if (holder) await ports.stopHolder(holder)
      return services.movePort(id, service.port)
    },

    async recheck(id) {
      const service = requireService(services, id)
      if (!isPortHeld(service)) return null
      const holder = await ports.holderOf(service.port)
      if (holder === null) await services.movePort(id, service.port)
      return holder
    },
  }
}

function isPortHeld({ state }: ServiceSnapshot): boolean {
  return state.kind === 'blocked' && state.block.kind === 'port-held'
}

function held({ port, pid, command }: PortHolder): OmniMindError {
  const who = `${command ?? 'another program'}${pid === null ? '' : ` (pid ${pid})`}`
  return new OmniMindError('PORT_HELD', `Port ${port} is held by ${who}.`, {
    nextStep: 'Stop that program, or use a free port.',
  })
}
