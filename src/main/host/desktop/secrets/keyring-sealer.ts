import { safeStorage } from 'electron'
import { createHash, timingSafeEqual } from 'node:crypto'
import { OmniMindError } from '@shared/errors'
import { createKeyFileSealer } from '../../key-file-sealer'
import type { SecretProtection, SecretSealer } from '../../host'
import { describeKeyring } from './keyring-protection'

/** First byte of what the keyring sealed. The key file's format begins with 1, so each side knows its own. */
const KEYRING_FORMAT = 2
const DIGEST_BYTES = 32

/**
 * Seals secrets with the system's keyring through Electron's safeStorage. Where there is none, which on Linux is
 * common, the key file does it, and `protection` says so: safeStorage's own fallback is a password that everybody
 * knows. The first byte tells which of the two sealed, so a keyring that comes or goes loses nothing.
 *
 * safeStorage does not notice altered bytes everywhere (AES-CBC on Linux and macOS), so a digest is sealed along.
 *
 * Use only after the app is ready; before, the keyring is unknown.
 */
export function createKeyringSealer(home: string): SecretSealer {
  const keyFile = createKeyFileSealer(home, process.env['OMNIMIND_PASSPHRASE'])
  return {
    protection: () => keyringProtection() ?? keyFile.protection(),
    seal: (plain) => (keyringProtection() === null ? keyFile.seal(plain) : sealWithKeyring(plain)),
    open: (sealed) =>
      sealed[0] === KEYRING_FORMAT ? openWithKeyring(sealed.subarray(1)) : keyFile.open(sealed),
  }
}

/** @returns null when there is no keyring that deserves the name */
function keyringProtection(): SecretProtection | null {
  const backend = process.platform === 'linux' ? safeStorage.getSelectedStorageBackend() : null
  return describeKeyring(process.platform, safeStorage.isEncryptionAvailable(), backend)
}

function sealWithKeyring(plain: string): Buffer {
  const digest = digestOf(plain).toString('base64')
  return Buffer.concat([Buffer.of(KEYRING_FORMAT), safeStorage.encryptString(digest + plain)])
}

function openWithKeyring(sealed: Buffer): string {
  try {
    const text = safeStorage.decryptString(sealed)
    const digestLength = Math.ceil(DIGEST_BYTES / 3) * 4
    const plain = text.slice(digestLength)
    const digest = Buffer.from(text.slice(0, digestLength), 'base64')
    if (digest.length !== DIGEST_BYTES || !timingSafeEqual(digest, digestOf(plain)))
      throw new Error('the digest does not fit')
    return plain
  } catch (cause) {
    throw new OmniMindError(
      'CONFIG_INVALID',
      "A stored secret cannot be opened with this system's keyring.",
      {
        nextStep: 'Unlock the keyring it was sealed with and start again, or enter the secret again.',
        cause,
      },
    )
  }
}

function digestOf(plain: string): Buffer {
  return createHash('sha256').update(plain, 'utf8').digest()
}
