import type { ServiceManifest } from '@shared/domain/manifest'

export const manifest: ServiceManifest = {
  id: 'knowledge',
  title: 'Knowledge',
  description: 'Facts under source, category and key that all your AI clients share, with ranked search.',
  port: 4342,
  tier: 2,
  mode: 'on-demand',
  settings: [
    {
      key: 'embeddingsUrl',
      label: 'Embeddings endpoint',
      help:
        'Optional. Address of an OpenAI-compatible server, for example http://127.0.0.1:11434/v1. Every entry and ' +
        'every search text is sent there. Empty: search works by words alone and nothing leaves this service.',
      value: { type: 'text', default: '', maxLength: 500 },
    },
    {
      key: 'embeddingsModel',
      label: 'Embeddings model',
      help: 'The model that endpoint shall use. With another name all entries are computed anew.',
      value: { type: 'text', default: '', maxLength: 200 },
    },
    {
      key: 'embeddingsKey',
      label: 'Embeddings key',
      help: 'Sent as a bearer token to the embeddings endpoint, when it wants one.',
      value: { type: 'secret', default: '' },
    },
  ],
  probe: { tool: 'list_memories', arguments: { limit: 1 } },
  permissions: [
    'Reads and writes its own database in the data directory',
    'Sends entries and searches to the embeddings endpoint, when you set one',
  ],
}
