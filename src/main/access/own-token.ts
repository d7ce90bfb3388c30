import { chmodSync, readFileSync, renameSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { OmniMindError } from '@shared/errors'
import { writeFileAtomic } from '../settings'
import { newToken } from './secret'

const TOKEN = /^omm_[A-Za-z0-9_-]{43}$/

/** The owner's opens everything; that of AI clients opens the MCP ports alone, so that none can answer for the person. */
export const OWN_TOKEN_FILES = { owner: 'access-token', clients: 'mcp-token' } as const

/**
 * A token of the program's own from its file in HOME; made on the first start (256 random bits, mode 0600).
 * Whoever can read the owner's owns the program, so wrong permissions are repaired and told.
 *
 * @returns the token and what people should know about it
 * @throws OmniMindError DATA_DIR_UNWRITABLE
 */
export function loadOwnToken(
  home: string,
  whose: keyof typeof OWN_TOKEN_FILES,
  epochMs: number,
): { token: string; warnings: string[] } {
  const file = join(home, OWN_TOKEN_FILES[whose])
  try {
    const text = readIfThere(file)
    if (text === null) return { token: create(file), warnings: [] }
    if (TOKEN.test(text.trim())) return { token: text.trim(), warnings: repairMode(file) }
    const kept = `${file}.damaged-${epochMs}`
    renameSync(file, kept)
    const warning = `The access token was damaged; it is kept as ${kept} and a new one was made. Connect the clients again.`
    return { token: create(file), warnings: [warning] }
  } catch (cause) {
    throw new OmniMindError('DATA_DIR_UNWRITABLE', `The access token ${file} cannot be read or written.`, {
      nextStep: 'Check the owner and permissions of the data directory, or choose another with --home DIR.',
      cause,
    })
  }
}

function create(file: string): string {
  const token = newToken()
  writeFileAtomic(file, `${token}\n`)
  return token
}

function readIfThere(file: string): string | null {
  try {
    return readFileSync(file, 'utf8')
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return null
    throw error
  }
}

/** Windows has no such bits; there the profile directory's access list protects the file. */
function repairMode(file: string): string[] {
  if (process.platform === 'win32' || (statSync(file).mode & 0o077) === 0) return []
  chmodSync(file, 0o600)
  return ['Other users of this machine could read the access token; its permissions were repaired (0600).']
}
