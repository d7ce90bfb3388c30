import { createCipheriv, createDecipheriv, randomBytes, scryptSync } from 'node:crypto'
import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { OmniMindError } from '@shared/errors'
import type { SecretSealer } from './host'

const FORMAT = 1
const IV_BYTES = 12
const TAG_BYTES = 16
const KEY_BYTES = 32

/**
 * Seals secrets with AES-256-GCM. The key is random in `secret.key` (mode 0600), or made from
 * OMNIMIND_PASSPHRASE with scrypt (N = 2^17, r = 8, p = 1; RFC 7914) and the salt in `secret.salt`.
 * Sealed bytes: format (1), nonce (12), tag (16), ciphertext.
 */
export function createKeyFileSealer(home: string, passphrase: string | undefined): SecretSealer {
  let key: Buffer | undefined
  const loadKey = (): Buffer =>
    (key ??= passphrase === undefined ? keyFromFile(home) : keyFromPassphrase(home, passphrase))
  return {
    protection: () =>
      passphrase === undefined
        ? { kind: 'key-file', text: 'Secrets are encrypted with a key file that only your user can read.' }
        : { kind: 'passphrase', text: 'Secrets are encrypted with your passphrase.' },
    seal(plain) {
      const nonce = randomBytes(IV_BYTES)
      const cipher = createCipheriv('aes-256-gcm', loadKey(), nonce)
      const body = Buffer.concat([cipher.update(plain, 'utf8'), cipher.final()])
      return Buffer.concat([Buffer.of(FORMAT), nonce, cipher.getAuthTag(), body])
    },
    open(sealed) {
      try {
        if (sealed[0] !== FORMAT) throw new Error(`unknown format ${sealed[0]}`)
        const decipher = createDecipheriv('aes-256-gcm', loadKey(), sealed.subarray(1, 1 + IV_BYTES))
        decipher.setAuthTag(sealed.subarray(1 + IV_BYTES, 1 + IV_BYTES + TAG_BYTES))
        return (
          decipher.update(sealed.subarray(1 + IV_BYTES + TAG_BYTES), undefined, 'utf8') +
          decipher.final('utf8')
        )
      } catch (cause) {
        throw new OmniMindError('CONFIG_INVALID', 'A stored secret cannot be opened with the present key.', {
          nextStep: 'Restore secret.key (or the passphrase) it was sealed with, or enter the secret again.',
          cause,
        })
      }
    },
  }
}

function keyFromFile(home: string): Buffer {
  return readOrCreate(join(home, 'secret.key'), KEY_BYTES)
}

function keyFromPassphrase(home: string, passphrase: string): Buffer {
  const salt = readOrCreate(join(home, 'secret.salt'), 16)
  const cost = 2 ** 17
  return scryptSync(passphrase, salt, KEY_BYTES, { N: cost, r: 8, p: 1, maxmem: 256 * cost * 8 })
}

function readOrCreate(file: string, bytes: number): Buffer {
  if (!existsSync(file)) createWhole(file, randomBytes(bytes))
  const content = readFileSync(file)
  if (content.length === bytes) return content
  throw new OmniMindError(
    'CONFIG_INVALID',
    `${file} is damaged: ${content.length} bytes instead of ${bytes}.`,
    {
      nextStep: 'Restore the file from a backup; without it the stored secrets cannot be read.',
    },
  )
}

/** A full disk must not leave half a key, which nothing could be opened with. */
function createWhole(file: string, content: Buffer): void {
  writeFileSync(`${file}.new`, content, { mode: 0o600, flush: true })
  renameSync(`${file}.new`, file)
}
