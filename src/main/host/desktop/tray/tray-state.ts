import { isServing, needsAttention, stateWord, type ServiceSnapshot } from '@shared/domain/service'
import { wholeState } from '@shared/domain/whole-state'

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

/** The state in words; the gateway is mentioned only when it is the trouble. */
export function trayText(services: readonly ServiceSnapshot[]): string {
  const troubled = services.filter(({ tier, state }) => tier === 0 && needsAttention(state))
  const words = troubled.map(({ title, state }) => `${title}: ${stateWord(state.kind)}`)
  return [...words, wholeState(peoplesServices(services))].join(', ')
}

/** The services a person uses; the control plane's own processes are not counted among them. */
export function peoplesServices(services: readonly ServiceSnapshot[]): ServiceSnapshot[] {
  return services.filter(({ tier }) => tier !== 0)
}
