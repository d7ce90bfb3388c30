import type { ServiceSnapshot, ServiceStateKind } from '@shared/domain/service'
import type { CenterClient } from '@shared/contract'
import type { Command } from '../../center'

export type ServiceVerb = 'start' | 'stop' | 'restart'

const verbsByState: Record<ServiceStateKind, readonly ServiceVerb[]> = {
  stopped: ['start'],
  starting: ['stop'],
  ready: ['restart', 'stop'],
  degraded: ['restart', 'stop'],
  'backing-off': ['start', 'stop'],
  failed: ['start', 'stop'],
  stopping: [],
  blocked: ['start', 'stop'],
}

/** What a person can do with a service in its state; the gateway runs as long as OmniMind does. */
export function verbsOf({ state, tier }: ServiceSnapshot): readonly ServiceVerb[] {
  const verbs = verbsByState[state.kind]
  return tier === 0 ? verbs.filter((verb) => verb !== 'stop') : verbs
}

/** The word on the button: a service that gave up is started "again". */
export function verbWord(verb: ServiceVerb, kind: ServiceStateKind): string {
  if (verb === 'start') {
    if (kind === 'failed') return 'Start again'
    if (kind === 'backing-off') return 'Start now'
    return kind === 'blocked' ? 'Try again' : 'Start'
  }
  return verb === 'stop' ? 'Stop' : 'Restart'
}

export function commandOf(verb: ServiceVerb, id: string): Command {
  return (client) => client.services[verb]({ id })
}

/** Moves to a free port. In brackets, because a name that begins with `use` is taken for a React hook. */
export function moveToFreePort(client: CenterClient, id: string): Promise<ServiceSnapshot> {
  return client.services['useFreePort']({ id })
}

/** Moves back to the port of the port table. */
export function moveToDefaultPort(client: CenterClient, id: string): Promise<ServiceSnapshot> {
  return client.services['useDefaultPort']({ id })
}

export function failureTitle(verb: ServiceVerb, title: string): string {
  return `${title} could not be ${verb === 'stop' ? 'stopped' : `${verb}ed`}`
}
