import type { ServiceManifest } from '@shared/domain/manifest'

export const manifest: ServiceManifest = {
  id: 'thinking',
  title: 'Thinking',
  description: 'Step-by-step thinking for models, kept per session so that it can be read again later.',
  port: 4322,
  tier: 1,
  mode: 'always',
  settings: [],
  probe: { tool: 'list_thinking_sessions', arguments: { limit: 1 } },
  permissions: ['Reads and writes its own database in the data directory'],
}
