import type { SafeStorage } from 'electron'
import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto'
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { strict } from '../support/strict.ts'
import { assertReady, world } from '../support/world.ts'
import { app } from './app.ts'

const PREFIX = Buffer.from('v11')
type Backend = ReturnType<SafeStorage['getSelectedStorageBackend']>

/** A machine without a keyring, as servers are, unless the test says which one it has. */
const backend = (process.env['ELECTRON_DOUBLE_KEYRING'] ?? 'basic_text') as Backend

/**
 * The keyring of Linux as Chromium uses it: AES-CBC with a key out of the keyring, here a file in the profile.
 * As the original, it does not notice every alteration.
 */
export const safeStorage = strict('safeStorage', {
  isEncryptionAvailable: (): boolean => world.isReady && backend !== 'basic_text',
  getSelectedStorageBackend: (): Backend => (world.isReady ? backend : 'unknown'),
  encryptString(plain: string): Buffer {
    assertUsable('encryptString')
    const iv = randomBytes(16)
    const cipher = createCipheriv('aes-128-cbc', key(), iv)
    return Buffer.concat([PREFIX, iv, cipher.update(plain, 'utf8'), cipher.final()])
  },
  decryptString(sealed: Buffer): string {
    assertUsable('decryptString')
    if (!sealed.subarray(0, PREFIX.length).equals(PREFIX))
      throw new Error('Ciphertext does not appear to be encrypted.')
    const cipher = createDecipheriv('aes-128-cbc', key(), sealed.subarray(PREFIX.length, PREFIX.length + 16))
    return cipher.update(sealed.subarray(PREFIX.length + 16), undefined, 'utf8') + cipher.final('utf8')
  },
} satisfies Pick<
  SafeStorage,
  'isEncryptionAvailable' | 'getSelectedStorageBackend' | 'encryptString' | 'decryptString'
>)

function assertUsable(what: string): void {
  assertReady(`safeStorage.${what}`)
  if (backend === 'basic_text')
    throw new Error(`Error while calling safeStorage.${what}: encryption is not available.`)
}

function key(): Buffer {
  const file = join(app.getPath('userData'), 'double-keyring')
  mkdirSync(app.getPath('userData'), { recursive: true })
  if (!existsSync(file)) writeFileSync(file, randomBytes(16), { mode: 0o600 })
  return readFileSync(file)
}
