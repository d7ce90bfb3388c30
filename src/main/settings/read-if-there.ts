import { readFileSync } from 'node:fs'
import { OmniMindError } from '@shared/errors'

/**
 * @returns null when there is no such file
 * @throws OmniMindError SETTINGS_CORRUPT when there is one that may not be read: it must not be taken for empty
 */
export function readIfThere(file: string): string | null {
  try {
    return readFileSync(file, 'utf8')
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return null
    throw new OmniMindError('SETTINGS_CORRUPT', `${file} cannot be read.`, {
      nextStep: 'Check the owner and permissions of the file.',
      cause: error,
    })
  }
}
