import type { ServiceManifest } from '@shared/domain/manifest'

export const manifest: ServiceManifest = {
  id: 'filesystem',
  title: 'Filesystem',
  description:
    'Reads, writes, searches and edits files, only in the folders you allow; changes of files can be undone.',
  port: 4331,
  tier: 2,
  mode: 'on-demand',
  settings: [
    {
      key: 'folders',
      label: 'Allowed folders',
      help: 'AI clients can use these folders with everything in them, and nothing else. A scratch folder is always there.',
      value: {
        type: 'list',
        of: 'folder',
        default: [],
        maxItems: 50,
        maxLength: 4_000,
        example: '~/projects',
      },
    },
    {
      key: 'readOnly',
      label: 'Read only',
      help: 'AI clients see no tools that change files.',
      value: { type: 'boolean', default: false },
    },
    {
      key: 'historyMb',
      label: 'Undo history',
      help: 'How much of what was replaced is kept, so that changes can be undone; a larger file than a quarter of it is not kept. 0 keeps nothing.',
      value: { type: 'integer', default: 100, min: 0, max: 10_000, unit: 'MB' },
    },
  ],
  probe: { tool: 'list_allowed_directories', arguments: {} },
  permissions: [
    'Reads and, unless it is read only, changes files in the folders you allow',
    'Keeps what was replaced in the data directory, as far as the undo history has room, so that it can be undone',
  ],
  rate: { perMinute: 1_200, burst: 200 },
}
