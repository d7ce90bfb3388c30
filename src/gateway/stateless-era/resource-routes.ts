import { DisposableStore, type Disposable } from '@shared/lib/disposable'
import type { CallGuards, GuardedCall } from '../calls/call-guards'
import type { Ask } from './ask'

/**
 * Finds the services of these resources and asks the guards once for each.
 * @param canListen whether this service can be listened to at all
 * @param done gets the resources that can be listened to, by service
 * @returns disposing it takes back what waits for the guards; `done` is not called then
 */
export function admittedResources(
  ask: Ask,
  uris: readonly string[],
  canListen: (serviceId: string) => boolean,
  guards: CallGuards,
  done: (found: Map<string, string[]>) => void,
): Disposable {
  const wanted = byService(ask, uris, canListen)
  const found = new Map<string, string[]>()
  const held = new DisposableStore()
  let undecided = wanted.size
  if (undecided === 0) done(found)
  for (const [serviceId, own] of wanted) {
    const call = guardedCall(ask, serviceId, own)
    const admission = guards.admit(call, (verdict) => {
      // Nothing was sent yet: that is neither a failure of the service nor a sign that it works.
      if (verdict.kind === 'send') verdict.done({ outcome: 'cancelled', serviceMs: 0, resultText: null })
      if (verdict.kind !== 'refuse') found.set(serviceId, own)
      if (--undecided === 0) done(found)
    })
    held.add(admission)
  }
  return held
}

function byService(
  ask: Ask,
  uris: readonly string[],
  canListen: (serviceId: string) => boolean,
): Map<string, string[]> {
  const wanted = new Map<string, string[]>()
  for (const uri of new Set(uris)) {
    const route = ask.start.view.resource({ uri })
    if (route.kind === 'forward' && canListen(route.serviceId))
      wanted.set(route.serviceId, [...(wanted.get(route.serviceId) ?? []), uri])
  }
  return wanted
}

function guardedCall(ask: Ask, serviceId: string, uris: readonly string[]): GuardedCall {
  return {
    identity: ask.start.visit.identity,
    endpointId: ask.start.endpointId,
    serviceId,
    method: 'subscriptions/listen',
    params: { uri: uris[0] },
    tool: null,
    repeatable: true,
    client: ask.envelope.client,
    era: 'stateless',
  }
}
