import type { Problem } from '@shared/errors'

/** Failures as the real center words them. */
export const problems = {
  crashed: {
    code: 'SERVICE_CRASHED',
    message: 'The process ended with exit code 1, six times in ten minutes.',
    nextStep: 'Read the last lines of its log.',
    cause: 'SqliteError: database disk image is malformed',
  },
  slowCall: {
    code: 'SERVICE_HUNG',
    message: 'A harmless call took longer than 10 s, three times in a row.',
    nextStep: 'Restart it; if it stays slow, read its log.',
  },
  refused: {
    code: 'INTERNAL',
    message: 'The database could not be read.',
    nextStep: 'Check that the disk is not full, then try again.',
    cause: 'SQLITE_FULL: database or disk is full',
  },
  unknownService: {
    code: 'UNKNOWN_SERVICE',
    message: 'There is no such service.',
    nextStep: 'Run "omnimind services list" to see them all.',
  },
  idTaken: {
    code: 'BAD_INPUT',
    message: 'Another service already has this id.',
    nextStep: 'Give the server another id.',
  },
  sameName: {
    code: 'BAD_INPUT',
    message: 'Two tools of this profile would get one name.',
    nextStep: 'Rename one of them, or use prefixed names.',
  },
  definitionChanged: {
    code: 'BAD_INPUT',
    message: 'The tool changed while you looked at it.',
    nextStep: 'Look at the new definition, then approve it.',
  },
  noSuchCall: {
    code: 'BAD_INPUT',
    message: 'This call is not kept any more.',
  },
  notKept: {
    code: 'BAD_INPUT',
    message: 'The arguments of this call were not kept whole, so it cannot be sent again.',
    nextStep: 'Try the tool in the playground.',
  },
  signInNeeded: {
    code: 'UNAUTHORIZED',
    message: 'tracker.example wants you to sign in.',
    nextStep: 'Press Sign in on the page of this server.',
  },
} satisfies Record<string, Problem>
