import type { ServiceManifest } from '@shared/domain/manifest'

export const manifest: ServiceManifest = {
  id: 'system-info',
  title: 'System info',
  description:
    'Tells AI clients about this computer: hardware, system, load, memory, disks, temperatures, processes.',
  port: 4335,
  tier: 3,
  mode: 'on-demand',
  settings: [
    {
      key: 'showIdentifying',
      label: 'Show what identifies this computer',
      help:
        'Adds the host name, network addresses, all mount paths, owners and command lines of processes. Command lines ' +
        'may hold passwords. Serial numbers are never shown.',
      value: { type: 'boolean', default: false },
    },
  ],
  probe: { tool: 'get_system_usage', arguments: { sections: ['memory'] } },
  permissions: [
    'Reads figures of this computer: hardware, load, disks, network counters, names of processes',
  ],
}
