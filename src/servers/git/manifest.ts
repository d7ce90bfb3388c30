import type { ServiceManifest } from '@shared/domain/manifest'

export const manifest: ServiceManifest = {
  id: 'git',
  title: 'Git',
  description:
    'Status, history, differences, commits and branches of the git repositories in folders you allow.',
  port: 4332,
  tier: 2,
  mode: 'on-demand',
  settings: [
    {
      key: 'folders',
      label: 'Allowed folders',
      help: 'AI clients can use the repositories inside these folders, and no others. A scratch folder is always there.',
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
      key: 'authorName',
      label: 'Name in commits',
      help: 'Empty: the name your own git configuration has.',
      value: { type: 'text', default: '', maxLength: 200 },
    },
    {
      key: 'authorEmail',
      label: 'Email in commits',
      help: 'Empty: the email your own git configuration has.',
      value: { type: 'text', default: '', maxLength: 200 },
    },
    {
      key: 'timeLimitS',
      label: 'Time limit of a git command',
      help: 'A command that takes longer is ended.',
      value: { type: 'integer', default: 60, min: 1, max: 600, unit: 's' },
    },
    {
      key: 'maxOutputKb',
      label: 'Size of one answer',
      help: 'A longer difference or history is cut off and says so.',
      value: { type: 'integer', default: 1_000, min: 4, max: 4_000, unit: 'KB' },
    },
  ],
  // Looks at the allowed folders themselves, not through what may be a whole disk.
  probe: { tool: 'git_list_repositories', arguments: { depth: 0 } },
  permissions: [
    'Runs the git program of this computer on repositories in the folders you allow',
    'Commits, stages, and switches branches there; never fetches or pushes',
    'Runs no hooks, filters or other programs that a repository names',
  ],
  rate: { perMinute: 150, burst: 50 },
}
