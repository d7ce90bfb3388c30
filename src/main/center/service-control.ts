import type { ServiceSnapshot } from '@shared/domain/service'
import { OmniMindError } from '@shared/errors'
import type { Disposable } from '@shared/lib/disposable'
import type { ServiceControl } from '../api'
import { GATEWAY_ID } from '../front-door'
import type { SettingsStore } from '../settings'
import { movePort } from './move-port'
import type { Supervision } from './supervision'

/** The services as people see and steer them: the gateway is the first of them, and cannot be stopped. */
export function createServiceControl(supervision: Supervision, settings: SettingsStore): ServiceControl {
  const { supervisor, frontDoor } = supervision
  const isGateway = (id: string): boolean => id === GATEWAY_ID
  /** Whoever held the port may have gone; when not, the block names who holds it now. */
  const tryPortAgain = async (service: ServiceSnapshot): Promise<void> => {
    if (lacksPort(service)) await frontDoor.listen(service.id, service.port)
  }
  const startService = async (id: string): Promise<ServiceSnapshot> => {
    await tryPortAgain(supervisor.get(id))
    return supervisor.start(id)
  }
  return {
    list: () => supervision.snapshots(),
    get: (id) => supervision.snapshots().find((service) => service.id === id),
    onChange: (listener) => both(supervisor.onChange(listener), frontDoor.onChange(listener)),
    start: (id) => (isGateway(id) ? frontDoor.start() : startService(id)),
    restart: async (id) => {
      if (isGateway(id)) return frontDoor.restart()
      // Without its port there is nothing to end: what helps is another try to get it.
      return lacksPort(supervisor.get(id)) ? startService(id) : supervisor.restart(id)
    },
    stop: async (id) => {
      if (!isGateway(id)) return supervisor.stop(id)
      throw new OmniMindError('BAD_INPUT', 'The gateway runs as long as OmniMind does.', {
        nextStep: 'Restart it, stop single services, or quit OmniMind.',
      })
    },
    startAll: async () => {
      await Promise.all(supervisor.list().map(tryPortAgain))
      return supervisor.startAll()
    },
    stopAll: () => supervisor.stopAll(),
    movePort: (id, port): Promise<ServiceSnapshot> => movePort({ frontDoor, supervisor, settings }, id, port),
  }
}

function lacksPort({ state }: ServiceSnapshot): boolean {
  return state.kind === 'blocked' && state.block.kind === 'port-held'
}

function both(one: Disposable, other: Disposable): Disposable {
  return {
    dispose: () => {
      one.dispose()
      other.dispose()
    },
  }
}
