import type { ServiceManifest } from '@shared/domain/manifest'

export const manifest: ServiceManifest = {
  id: 'doctor',
  title: 'Doctor',
  description:
    'Finds out what is wrong with a service, an MCP server at an address, or one that is started by a command.',
  port: 4343,
  tier: 2,
  mode: 'on-demand',
  settings: [],
  probe: { tool: 'list_codes', arguments: {} },
  permissions: [
    'Sees every service of OmniMind, all its tools and the last lines of its log, starts those that sleep, and calls tools that only read',
    'Connects to addresses that an AI client names: on the internet, on this machine after you allowed it, not in your network',
    'Starts programs that an AI client names, each time only after you allowed it',
  ],
  asksFor: ['services', 'consent', 'logs-read'],
  rate: { perMinute: 100, burst: 20 },
}
