import type { ServiceSnapshot } from '@shared/domain/service'
import type { ServiceGroup } from './service-table'

type GroupKey = 'gateway' | 'always' | 'on-demand' | 'observer' | 'external'

/** In the order in which they are shown. */
const titles: Readonly<Record<GroupKey, string>> = {
  gateway: 'In front of all services',
  always: 'Always on',
  'on-demand': 'On demand',
  observer: 'Observers',
  external: 'External servers',
}

/** Services by the way a person set them to run. Each group says how many it has; the gateway is never counted as a service. */
export function groupServices(services: readonly ServiceSnapshot[]): ServiceGroup[] {
  const byKey = Map.groupBy(services, groupOf)
  return (Object.keys(titles) as GroupKey[]).flatMap((key) => {
    const members = byKey.get(key)
    if (!members) return []
    const title = key === 'gateway' ? titles[key] : `${titles[key]} · ${members.length}`
    return [{ title, services: members }]
  })
}

function groupOf({ tier, kind, mode }: ServiceSnapshot): GroupKey {
  if (tier === 0) return 'gateway'
  if (kind === 'external') return 'external'
  return tier === 'observer' ? 'observer' : mode
}
