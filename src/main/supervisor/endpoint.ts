import { randomBytes } from 'node:crypto'
import { mkdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { OmniMindError } from '@shared/errors'

/** `sun_path` holds 108 bytes on Linux and 104 on macOS, the closing zero included. */
const MAX_SOCKET_PATH = 100

/**
 * A private endpoint nobody can guess, new for each start: a socket in a directory only this user may enter,
 * or a named pipe on Windows.
 *
 * @param runDir created with mode 0700 when missing
 * @throws OmniMindError CONFIG_INVALID when the path would be too long for a socket
 */
export function newEndpoint(runDir: string, platform: NodeJS.Platform = process.platform): string {
  const name = randomBytes(8).toString('hex')
  if (platform === 'win32') return `\\\\.\\pipe\\omnimind-${randomBytes(16).toString('hex')}`
  const path = join(runDir, `${name}.s`)
  if (Buffer.byteLength(path) > MAX_SOCKET_PATH)
    throw new OmniMindError('CONFIG_INVALID', `The run directory ${runDir} is too long for a socket.`, {
      nextStep: `Choose a data directory with a shorter path: a socket has ${MAX_SOCKET_PATH} bytes.`,
    })
  mkdirSync(runDir, { recursive: true, mode: 0o700 })
  return path
}

/** Removes what a dead process leaves behind; pipes vanish by themselves. */
export function removeEndpoint(endpoint: string): void {
  if (!endpoint.startsWith('\\\\')) rmSync(endpoint, { force: true })
}
