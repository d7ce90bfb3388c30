import type { GatewayStatus, GuardStatus } from '@shared/domain/gateway'
import type { ServiceSnapshot } from '@shared/domain/service'
import { MINUTE } from '@shared/lib/clock'

/** How the gateway stands, in one sentence: what is wrong first, else who uses it. */
export function gatewaySentence(
  { clients, guards }: GatewayStatus,
  services: readonly ServiceSnapshot[],
  now: number,
): string {
  const titleOf = (id: string): string => services.find((service) => service.id === id)?.title ?? id
  const open = guards.filter(({ circuit }) => circuit.kind !== 'closed')
  const busy = guards.filter(({ queued }) => queued > 0)
  const active = clients.filter(
    (client) => client.sessions > 0 || now - client.lastSeenAt < 5 * MINUTE,
  ).length
  const who =
    clients.length === 0
      ? 'No client has connected yet.'
      : active === 0
        ? 'No client is connected now.'
        : `${active} ${active === 1 ? 'client is' : 'clients are'} connected.`
  if (open.length > 0) {
    const names = open.map(({ serviceId }) => titleOf(serviceId)).join(', ')
    return `${open.length === 1 ? 'The circuit' : 'Circuits'} of ${names} ${open.length === 1 ? 'is' : 'are'} open: calls there fail at once. ${who}`
  }
  if (busy.length > 0) {
    const waiting = busy.reduce((sum, { queued }) => sum + queued, 0)
    return `${waiting} ${waiting === 1 ? 'call waits' : 'calls wait'} for ${busy.map(({ serviceId }) => titleOf(serviceId)).join(', ')}. ${who}`
  }
  return `${who} Every circuit is closed and nothing waits.`
}

/** Share of cacheable calls that a cache answered, percent; null before the first. */
export function hitRate({ hits, diskHits, misses }: GuardStatus['cache']): number | null {
  const asked = hits + diskHits + misses
  return asked === 0 ? null : ((hits + diskHits) / asked) * 100
}

const refusalWords: Record<keyof GuardStatus['refused'], string> = {
  scope: 'not allowed',
  rate: 'too many',
  queue: 'queue full',
  circuit: 'circuit open',
  timeout: 'too late',
}

/** Calls a service's guards refused, by kind, most first. */
export function refusals({ refused }: GuardStatus): { word: string; n: number }[] {
  return (Object.keys(refusalWords) as (keyof GuardStatus['refused'])[])
    .map((kind) => ({ word: refusalWords[kind], n: refused[kind] }))
    .filter(({ n }) => n > 0)
    .sort((a, b) => b.n - a.n)
}
