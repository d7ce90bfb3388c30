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
} satisfies Record<string, Problem>
