import type { ServiceManifest } from '@shared/domain/manifest'

export const manifest: ServiceManifest = {
  id: 'context',
  title: 'Context',
  description:
    'Named texts that survive a conversation, and long texts made short in a way that can be undone.',
  port: 4323,
  tier: 1,
  mode: 'always',
  settings: [
    {
      key: 'keepOriginalsMb',
      label: 'Room for originals',
      help: 'How much the originals of compressed texts may take. When it is full, nothing more is compressed until you give more room or an AI client forgets compressions; kept originals are never dropped.',
      value: { type: 'integer', default: 1_024, min: 1, max: 100_000, unit: 'MB' },
    },
  ],
  probe: { tool: 'list_contexts', arguments: { limit: 1 } },
  permissions: [
    'Reads and writes its own database in the data directory',
    'Works on large texts in a process of its own, which is ended when it takes too long or too much memory',
  ],
  asksFor: ['workers'],
}
