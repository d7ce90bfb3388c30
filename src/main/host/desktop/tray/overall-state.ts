import { isServing, needsAttention, type ServiceSnapshot } from '@shared/domain/service'

/** All services in one: what the tray's icon shows. */
export type OverallState = 'well' | 'needs-you' | 'stopped'

export interface Overall {
  state: OverallState
  /** The state in words: `3 services ready, 1 needs you`. */
  text: string
}

/** @param services the gateway included or not; what the person stopped does not count as wrong */
export function overallState(services: readonly ServiceSnapshot[]): Overall {
  const ready = services.filter(({ state }) => isServing(state)).length
  const needing = services.filter(({ state }) => needsAttention(state)).length
  const moving = services.filter(({ state }) =>
    ['starting', 'backing-off', 'stopping'].includes(state.kind),
  ).length
  const parts = [
    ...(ready > 0 ? [`${countOf(ready)} ready`] : []),
    ...(moving > 0 ? [`${moving} changing`] : []),
    ...(needing > 0 ? [`${needing} ${needing === 1 ? 'needs' : 'need'} you`] : []),
  ]
  if (needing > 0) return { state: 'needs-you', text: parts.join(', ') }
  if (ready + moving > 0) return { state: 'well', text: parts.join(', ') }
  return { state: 'stopped', text: 'All services are stopped' }
}

function countOf(services: number): string {
  return `${services} ${services === 1 ? 'service' : 'services'}`
}
