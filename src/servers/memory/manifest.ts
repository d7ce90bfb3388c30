import type { ServiceManifest } from '@shared/domain/manifest'

export const manifest: ServiceManifest = {
  id: 'memory',
  title: 'Memory',
  description: 'A knowledge graph of entities, observations and relations that all your AI clients share.',
  port: 4321,
  tier: 1,
  mode: 'always',
  settings: [],
  probe: { tool: 'open_nodes', arguments: { names: [] } },
  permissions: ['Reads and writes its own database in the data directory'],
}
