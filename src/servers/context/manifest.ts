import type { ServiceManifest } from '@shared/domain/manifest'

export const manifest: ServiceManifest = {
  id: 'context',
  title: 'Context',
  description: 'Named texts that survive a conversation: saved by one AI client, loaded or searched by any.',
  port: 4323,
  tier: 1,
  mode: 'always',
  settings: [],
  probe: { tool: 'list_contexts', arguments: { limit: 1 } },
  permissions: ['Reads and writes its own database in the data directory'],
}
