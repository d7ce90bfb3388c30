import type { ServiceSnapshot } from '@shared/domain/service'

/** What needs a look comes first when sorted by state. */
const stateOrder = [
  'failed',
  'blocked',
  'degraded',
  'backing-off',
  'starting',
  'stopping',
  'ready',
  'stopped',
]

/** Services by one column; equal ones keep the order of their names. */
export function sortServices(
  services: readonly ServiceSnapshot[],
  key: string,
  descending: boolean,
  callsPerSecond: Record<string, number>,
): ServiceSnapshot[] {
  const rank = (service: ServiceSnapshot): number => {
    if (key === 'state') return stateOrder.indexOf(service.state.kind)
    if (key === 'port') return service.port
    if (key === 'calls') return callsPerSecond[service.id] ?? 0
    if (key === 'memory') return service.usage?.rssBytes ?? 0
    if (key === 'uptime') return service.startedAt === null ? 0 : Date.now() - service.startedAt
    return key === 'restarts' ? service.restarts : 0
  }
  const direction = descending ? -1 : 1
  return [...services].sort((a, b) => {
    const apart = rank(a) - rank(b)
    const byName = a.title.localeCompare(b.title)
    return key === 'name' ? byName * direction : apart * direction || byName
  })
}
