import type { ConsentQuestion } from '@shared/domain/consent'

/** What a client asks that wants to push a branch. */
export const pushQuestion: ConsentQuestion = {
  title: 'Run a program',
  details: [
    { label: 'Program', value: '/usr/bin/git' },
    { label: 'Argument 1', value: 'push' },
    { label: 'Argument 2', value: '--force-with-lease' },
    { label: 'Argument 3', value: 'origin' },
    { label: 'Folder', value: '/home/ada/projects/website' },
  ],
  client: 'claude-code 2.1.329',
  rememberAs: '["/usr/bin/git","push","--force-with-lease","origin"]',
}
