import type { ServiceManifest } from '@shared/domain/manifest'

export const manifest: ServiceManifest = {
  id: 'logging',
  title: 'Logging',
  description:
    'Logs of every service and lines of AI clients in one place: written, searched, followed, counted.',
  port: 4336,
  tier: 2,
  mode: 'on-demand',
  settings: [
    {
      key: 'keepDays',
      label: 'Keep log lines for',
      help:
        'Older lines of all logs are removed for good, when this service starts and then once a day. ' +
        '0 keeps them until their log is full (30 MB).',
      value: { type: 'integer', default: 0, min: 0, max: 3_650, unit: 'days' },
    },
  ],
  probe: { tool: 'query_logs', arguments: { service: 'logging', limit: 1 } },
  permissions: [
    'Asks the control center to read the logs of every service, from which secrets were removed',
    'Asks the control center to write to its own log and to remove old log lines, which the log of decisions and changes then tells',
  ],
  asksFor: ['logs-read', 'logs-keep'],
  rate: { perMinute: 1_200, burst: 120 },
}
