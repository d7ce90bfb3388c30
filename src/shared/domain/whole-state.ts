import { isServing, needsAttention, stateWord, type ServiceStateKind, type Tier } from './service'

/** What the words need of a service: a snapshot has it, and so has a line of the status report. */
export interface ServiceInShort {
  title: string
  tier: Tier
  mode: string
  wanted: string
  state: { kind: string }
}

/**
 * The whole state in words, the same in the window's top line, in the tray and in `omnimind status`:
 * `3 services ready, 1 needs you`.
 * The gateway (tier 0) is not counted; it is mentioned only when it is the trouble.
 */
export function wholeState(all: readonly ServiceInShort[]): string {
  const troubled = all.filter(({ tier, state }) => tier === 0 && needsAttention(state))
  const words = troubled.map(({ title, state }) => `${title}: ${stateWord(state.kind)}`)
  return [...words, stateOf(peoplesServices(all))].join(', ')
}

/** The services a person uses; the control plane's own processes are not counted among them. */
export function peoplesServices<T extends Pick<ServiceInShort, 'tier'>>(services: readonly T[]): T[] {
  return services.filter(({ tier }) => tier !== 0)
}

function stateOf(services: readonly ServiceInShort[]): string {
  if (services.length === 0) return 'No services yet'
  const of = (test: (service: ServiceInShort) => boolean): number => services.filter(test).length
  const inState = (kind: ServiceStateKind): number => of(({ state }) => state.kind === kind)
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
function isAsleep({ state, mode, wanted }: ServiceInShort): boolean {
  return state.kind === 'stopped' && mode === 'on-demand' && wanted === 'running'
}

function part(n: number, words: string): string {
  return n > 0 ? `${n} ${words}` : ''
}
