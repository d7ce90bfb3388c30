import { readFileSync, renameSync } from 'node:fs'
import { z } from 'zod'
import { ClientToken } from '@shared/domain/client-token'
import { errorText, OmniMindError } from '@shared/errors'
import { writeFileAtomic } from '../settings'

/** A token as it is kept: never the secret, only its SHA-256 in hex. */
export const StoredToken = ClientToken.extend({ sha256: z.string().regex(/^[0-9a-f]{64}$/) })
export type StoredToken = z.infer<typeof StoredToken>

const TokenFile = z.object({ format: z.literal(1), tokens: z.array(StoredToken) })

/**
 * Reads HOME/client-tokens.json. A file that does not fit is kept aside and no client comes in by it: the safe
 * side of a damaged list of who may.
 * @returns what people should know about it, in `warnings`
 * @throws OmniMindError DATA_DIR_UNWRITABLE when it cannot be read or moved
 */
export function readTokens(file: string, epochMs: number): { tokens: StoredToken[]; warnings: string[] } {
  const text = readIfThere(file)
  if (text === null) return { tokens: [], warnings: [] }
  try {
    return { tokens: TokenFile.parse(JSON.parse(text)).tokens, warnings: [] }
  } catch (error) {
    const kept = `${file}.damaged-${Math.round(epochMs)}`
    attempt(file, () => renameSync(file, kept))
    const why = errorText(error).replaceAll(/\s+/g, ' ').slice(0, 200)
    return {
      tokens: [],
      warnings: [
        `The list of client tokens was damaged and is kept as ${kept}. No client token works until new ones are made (${why}).`,
      ],
    }
  }
}

/** @throws OmniMindError DATA_DIR_UNWRITABLE; the file is then as it was */
export function writeTokens(file: string, tokens: readonly StoredToken[]): void {
  attempt(file, () => writeFileAtomic(file, `${JSON.stringify({ format: 1, tokens }, null, 2)}\n`))
}

function readIfThere(file: string): string | null {
  return attempt(file, () => {
    try {
      return readFileSync(file, 'utf8')
    } catch (error) {
      if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return null
      throw error
    }
  })
}

function attempt<T>(file: string, work: () => T): T {
  try {
    return work()
  } catch (cause) {
    throw new OmniMindError('DATA_DIR_UNWRITABLE', `The client tokens ${file} cannot be read or written.`, {
      nextStep: 'Check the owner and permissions of the data directory, or choose another with --home DIR.',
      cause,
    })
  }
}
