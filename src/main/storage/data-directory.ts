import { accessSync, constants, mkdirSync } from 'node:fs'
import { OmniMindError } from '@shared/errors'

/**
 * Makes sure that files can be created in the directory; missing ones are made, for the owner only.
 * @throws OmniMindError DATA_DIR_UNWRITABLE
 */
export function ensureDataDirectory(directory: string): void {
  try {
    mkdirSync(directory, { recursive: true, mode: 0o700 })
    accessSync(directory, constants.R_OK | constants.W_OK | constants.X_OK)
  } catch (error) {
    throw unwritable(directory, error)
  }
}

/** The one error for every way in which the data directory refuses to be written. */
export function unwritable(directory: string, cause: unknown): OmniMindError {
  return new OmniMindError(
    'DATA_DIR_UNWRITABLE',
    `OmniMind cannot write to its data directory ${directory}.`,
    {
      nextStep:
        'Give your user the right to write there, make sure that the disk is neither full nor mounted read-only, ' +
        'or choose another directory with --home DIR or OMNIMIND_HOME.',
      cause,
    },
  )
}
