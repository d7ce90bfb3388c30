import type { ConsentQuestion } from '@shared/domain/consent'

/** What a client asks that wants to push a branch: git has hooks and settings. */
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
  lasting: { 'always-whatever-it-loads': 'git push as it is', never: 'git push' },
}

/** What a client asks that wants to read a file. */
export const readQuestion: ConsentQuestion = {
  title: 'Run a program',
  details: [
    { label: 'Program', value: '/usr/bin/cat' },
    { label: 'Argument 1', value: 'notes.md' },
    { label: 'Folder', value: '/home/ada/projects/website' },
  ],
  client: 'claude-code 2.1.329',
  lasting: { always: 'cat as it is', never: 'cat' },
}
