import type { ServiceManifest } from '@shared/domain/manifest'

export const manifest: ServiceManifest = {
  id: 'supabase',
  title: 'Supabase',
  description:
    'Tables, functions and files of a Supabase project; without one, a PostgreSQL database of your own.',
  port: 4337,
  tier: 3,
  mode: 'on-demand',
  settings: [
    {
      key: 'url',
      label: 'Project address',
      help: 'For example https://abcdefgh.supabase.co. Empty: a database in this service’s own folder is used.',
      value: { type: 'text', default: '', maxLength: 500 },
    },
    {
      key: 'key',
      label: 'API key',
      help:
        'The stored secret with the project’s key. A publishable (anon) key sees what row level security allows; a ' +
        'secret (service role) key sees and may change everything.',
      value: { type: 'secret', default: '' },
    },
    {
      key: 'schema',
      label: 'Schema',
      help: 'Which schema of the project is used.',
      value: { type: 'text', default: 'public', maxLength: 63 },
    },
    {
      key: 'readOnly',
      label: 'Read only',
      help:
        'AI clients may read the project but change nothing in it. The database in this service’s own folder may ' +
        'always be written: it holds only what was put there through these tools.',
      value: { type: 'boolean', default: true },
    },
    {
      key: 'maxRows',
      label: 'Rows at once',
      help: 'No answer has more rows than this.',
      value: { type: 'integer', default: 200, min: 1, max: 1_000, unit: 'rows' },
    },
  ],
  probe: { tool: 'connection_info', arguments: {} },
  permissions: [
    'Connects to the address in its settings, and to nothing else',
    'Keeps a database in its own folder when there is no address; it runs in a process of its own while it is used',
  ],
  asksFor: ['workers'],
  rate: { perMinute: 150, burst: 50 },
}
