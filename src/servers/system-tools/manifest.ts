import type { ServiceManifest } from '@shared/domain/manifest'

/** Programs that only tell something, and nothing of who and where, whatever arguments follow. */
const harmlessCommands = ['echo', 'uptime', 'git --version', 'node --version']

export const manifest: ServiceManifest = {
  id: 'system-tools',
  title: 'System tools',
  description: 'Programs, processes, files and web addresses of this machine, each within limits you set.',
  port: 4338,
  tier: 2,
  mode: 'on-demand',
  settings: [
    {
      key: 'readOnly',
      label: 'Write no files',
      help: 'The file tools of this service may then only read. Programs that you allow are not bound by it.',
      value: { type: 'boolean', default: false },
    },
    {
      key: 'folders',
      label: 'Folders',
      help: 'Files may be read and written, and programs started, in these folders only. Empty: a scratch folder of its own.',
      value: { type: 'list', of: 'folder', default: [], maxItems: 50, maxLength: 4_096 },
    },
    {
      key: 'allowedCommands',
      label: 'Programs that need no question',
      help:
        'A program with the arguments it must begin with: "git status" allows "git status --short", but no other ' +
        'git command. An argument with spaces stands in double quotes. You are asked before anything else runs, and may ' +
        'answer for good. Programs are looked for on your PATH: no folder of it may lie inside one that another service ' +
        'lets clients write to.',
      value: {
        type: 'list',
        of: 'text',
        default: harmlessCommands,
        maxItems: 200,
        maxLength: 1_000,
        example: 'git status',
      },
    },
    {
      key: 'commandNetwork',
      label: 'Programs may use the network',
      help: 'Switched off, programs run only where OmniMind has a sandbox that can keep them from it (Linux with bubblewrap).',
      value: { type: 'boolean', default: true },
    },
    {
      key: 'allowedHosts',
      label: 'Hosts of your own network',
      help:
        'Addresses of this machine and of private networks are refused, except the hosts named here, e.g. "nas.local" or ' +
        '"localhost:8080". OmniMind\'s own ports and addresses that give out cloud credentials stay refused.',
      value: {
        type: 'list',
        of: 'text',
        default: [],
        maxItems: 100,
        maxLength: 300,
        example: 'localhost:8080',
      },
    },
    {
      key: 'allowedEnvironment',
      label: 'Environment variables clients may read',
      help: 'Exact names. Names that look like a secret are refused even when they stand here.',
      value: {
        type: 'list',
        of: 'text',
        default: ['LANG', 'LC_ALL', 'TZ', 'SHELL', 'TERM', 'EDITOR', 'XDG_SESSION_TYPE', 'OS'],
        maxItems: 100,
        maxLength: 200,
        example: 'LANG',
      },
    },
    {
      key: 'showIdentifying',
      label: 'Show what identifies this computer',
      help:
        'Adds the host name, and owners and command lines of processes. Passwords in command lines are replaced where they ' +
        'can be told. System info has a setting of its own.',
      value: { type: 'boolean', default: false },
    },
  ],
  probe: { tool: 'health_check', arguments: {} },
  permissions: [
    'Reads and writes files in the folders you name',
    'Starts programs: those you allowed, and others after asking you, in a sandbox where there is one',
    'Ends processes of yours, after asking you each time',
    'Lists the processes of this machine by name; with command lines and owners only when you say so',
    'Opens web addresses; those of this machine and of private networks only when you name them',
  ],
  asksFor: ['consent', 'workers'],
  rate: { perMinute: 120, burst: 30 },
}
