import type { ServiceManifest } from '@shared/domain/manifest'

export const manifest: ServiceManifest = {
  id: 'sqlite',
  title: 'SQLite',
  description: 'SQL for your AI clients: a database of their own, and the SQLite files you name.',
  port: 4334,
  tier: 2,
  mode: 'on-demand',
  settings: [
    {
      key: 'databases',
      label: 'Databases to read and change',
      help: 'SQLite files: an absolute path, or name=path to choose the name clients use.',
      value: {
        type: 'list',
        of: 'text',
        default: [],
        maxItems: 50,
        maxLength: 4_200,
        example: 'sales=/home/ann/sales.db',
      },
    },
    {
      key: 'readOnlyDatabases',
      label: 'Databases to read only',
      help: 'As above; no client can change these.',
      value: {
        type: 'list',
        of: 'text',
        default: [],
        maxItems: 50,
        maxLength: 4_200,
        example: '/home/ann/archive.db',
      },
    },
    {
      key: 'timeLimitS',
      label: 'Time limit of a statement',
      help: 'A statement that takes longer is ended, and what it changed is rolled back.',
      value: { type: 'integer', default: 30, min: 1, max: 600, unit: 's' },
    },
    {
      key: 'maxRows',
      label: 'Rows in one answer',
      help: 'A longer answer is cut off and says so.',
      value: { type: 'integer', default: 1_000, min: 1, max: 50_000 },
    },
    {
      key: 'maxResultKb',
      label: 'Size of one answer',
      help: 'A larger answer is cut off and says so.',
      value: { type: 'integer', default: 512, min: 4, max: 4_000, unit: 'KB' },
    },
    {
      key: 'maxDatabaseMb',
      label: 'Size a database may grow to',
      help: 'Statements that would make a file larger fail. A file that is larger already cannot grow.',
      value: { type: 'integer', default: 2_048, min: 16, max: 100_000, unit: 'MB' },
    },
    {
      key: 'memoryLimitMb',
      label: 'Memory of a statement',
      help: 'The process that runs the statements of one database is ended when it takes more.',
      value: { type: 'integer', default: 512, min: 128, max: 8_192, unit: 'MB' },
    },
  ],
  probe: { tool: 'list_databases', arguments: {} },
  permissions: [
    'Reads and writes databases of its own in the data directory',
    'Reads and writes the SQLite files named in its settings, and no others',
    'Runs statements in processes of their own, which are ended when they take too long or too much memory',
  ],
  asksFor: ['workers'],
  rate: { perMinute: 600, burst: 100 },
}
