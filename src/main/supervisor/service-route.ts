import { isServing, type RunMode, type ServiceState, type Wanted } from '@shared/domain/service'
import type { Route } from '@shared/process/gateway-messages'
import type { Problem } from '@shared/errors'
import type { Intent } from './run'
import { blockProblem } from './problems'
import { fullStop } from './sentence'

export interface RouteFacts {
  title: string
  state: ServiceState
  intent: Intent
  wanted: Wanted
  mode: RunMode
  /** The private endpoint of the present run. */
  endpoint: string | null
}

/** Where the gateway sends the requests of a service now; a pure function of what is wanted and observed. */
export function routeFor(facts: RouteFacts): Route {
  const { title, state, endpoint } = facts
  if (state.kind === 'stopping') return stoppingRoute(facts)
  if (state.kind === 'stopped') return stoppedRoute(facts, state.reason)
  if (state.kind === 'failed') return down(withNextStep(state.problem))
  if (state.kind === 'blocked') return down(`${title} is blocked: ${withNextStep(blockProblem(state.block))}`)
  return isServing(state) && endpoint !== null ? { kind: 'up', endpoint } : { kind: 'coming' }
}

function stoppingRoute(facts: RouteFacts): Route {
  const { intent, title } = facts
  if (intent.kind === 'restart' || intent.kind === 'replace') return { kind: 'coming' }
  if (intent.kind === 'stop') return stoppedRoute(facts, intent.reason)
  return down(`${title} is being stopped.`)
}

function stoppedRoute({ title, wanted, mode }: RouteFacts, reason: string): Route {
  if (reason === 'quitting') return down('OmniMind is quitting.')
  if (wanted === 'stopped') return down(`${title} is stopped. Start it in OmniMind.`)
  if (mode === 'on-demand') return { kind: 'asleep' }
  // Wanted and always on: its start is a matter of moments.
  return { kind: 'coming' }
}

/** For the model that is refused; what is to be done, only the person can do. */
function withNextStep({ message, nextStep }: Problem): string {
  return nextStep === undefined
    ? fullStop(message)
    : `${fullStop(message)} What the person can do: ${fullStop(nextStep)}`
}

function down(reason: string): Route {
  return { kind: 'down', reason }
}

export function sameRoute(one: Route, other: Route): boolean {
  return JSON.stringify(one) === JSON.stringify(other)
}
