import { isServing, needsAttention, type ServiceSnapshot } from '@shared/domain/service'
import { peoplesServices } from '@shared/domain/whole-state'

/** What the tray's icon shows of all services together. */
export type TrayState = 'well' | 'needs-you' | 'stopped'

/** @param services every one, the gateway (tier 0) among them */
export function trayState(services: readonly ServiceSnapshot[]): TrayState {
  if (services.some(({ state }) => needsAttention(state))) return 'needs-you'
  const alive = peoplesServices(services).some(
    ({ state }) => isServing(state) || state.kind === 'starting' || state.kind === 'backing-off',
  )
  return alive ? 'well' : 'stopped'
}
