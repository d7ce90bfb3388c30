import type { ServiceSnapshot } from '@shared/domain/service'
import { OmniMindError } from '@shared/errors'
import { GATEWAY_ID, type FrontDoor } from '../front-door'
import type { SettingsStore } from '../settings'
import type { Supervisor } from '../supervisor'

/**
 * Gives a service another public port.
 * The choice is stored before the gateway is asked, because a gateway that starts in between must find it, and taken
 * back when the port cannot be had.
 * @throws OmniMindError PORT_HELD, or BAD_INPUT for the gateway, whose own port cannot be moved
 */
export async function movePort(
  deps: { frontDoor: FrontDoor; supervisor: Supervisor; settings: SettingsStore },
  id: string,
  port: number,
): Promise<ServiceSnapshot> {
  if (id === GATEWAY_ID) throw fixedPort()
  const { frontDoor, supervisor, settings } = deps
  if (supervisor.get(id).kind === 'external') throw noPort(id)
  const { defaultPort } = supervisor.get(id)
  const before = settings.service(id).portOverride
  settings.updateService(id, { portOverride: port === defaultPort ? null : port })
  const result = await frontDoor.listen(id, port)
  if (result.kind === 'failed') {
    settings.updateService(id, { portOverride: before })
    const { code, message, nextStep, cause } = result.problem
    throw new OmniMindError(code, message, { ...(nextStep !== undefined && { nextStep }), cause })
  }
  const { wanted, mode } = supervisor.get(id)
  return wanted === 'running' && mode === 'always' ? supervisor.start(id) : supervisor.get(id)
}

function noPort(id: string): OmniMindError {
  return new OmniMindError('BAD_INPUT', `"${id}" has no port of its own.`, {
    nextStep: "External servers are reached through the gateway's port.",
  })
}

function fixedPort(): OmniMindError {
  return new OmniMindError('BAD_INPUT', "The gateway's own port follows OMNIMIND_PORT_OFFSET.", {
    nextStep:
      'Stop the program that holds it and start the gateway again, or start OmniMind with another offset.',
  })
}
