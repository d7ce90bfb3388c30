import { isServing, needsAttention, stateWord, type ServiceSnapshot } from './service'

/**
 * The whole state in words, the same in the window's top line and in the tray: `3 services ready, 1 needs you`.
 * The gateway (tier 0) is not counted; it is mentioned only when it is the trouble.
 */
export function wholeState(all: readonly ServiceSnapshot[]): string {
  const troubled = all.filter(({ tier, state }) => tier === 0 && needsAttention(state))
  const words = troubled.map(({ title, state }) => `${title}: ${stateWord(state.kind)}`)
  return [...words, stateOf(peoplesServices(all))].join(', ')
}

/** The services a person uses; the control plane's own processes are not counted among them. */
export function peoplesServices(services: readonly ServiceSnapshot[]): ServiceSnapshot[] {
  return services.filter(({ tier }) => tier !== 0)
}

function stateOf(services: readonly ServiceSnapshot[]): string {
  if (services.length === 0) return 'No services yet'
  const of = (test: (service: ServiceSnapshot) => boolean): number => services.filter(test).length
  const inState = (kind: ServiceSnapshot['state']['kind']): number => of(({ state }) => state.kind === kind)
  const ready = of(({ state }) => isServing(state))
  const asleep = of(isAsleep)
  const needing = of(({ state }) => needsAttention(state))
  const noun = ready === 1 ? 'service' : 'services'
  const parts = [
    ready === services.length && ready > 1 ? `All ${ready} ${noun} ready` : `${ready} ${noun} ready`,
    part(inState('starting'), 'starting'),
    part(inState('backing-off'), 'restarting'),
    part(inState('stopping'), 'stopping'),
    part(asleep, 'asleep'),
    part(inState('stopped') - asleep, 'stopped'),
    part(needing, needing === 1 ? 'needs you' : 'need you'),
  ]
  return parts.filter(Boolean).join(', ')
}

/** Stopped, but the next request starts it. */
function isAsleep({ state, mode, wanted }: ServiceSnapshot): boolean {
  return state.kind === 'stopped' && mode === 'on-demand' && wanted === 'running'
}

function part(n: number, words: string): string {
  return n > 0 ? `${n} ${words}` : ''
}
