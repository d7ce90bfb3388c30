import type { SecretProtection } from '../../host'

/** Linux backends of safeStorage that are real keyrings, as people know them. */
const linuxKeyrings: Record<string, string> = {
  gnome_libsecret: "your desktop's keyring",
  kwallet: 'KWallet',
  kwallet5: 'KWallet',
  kwallet6: 'KWallet',
}

/**
 * What safeStorage is worth on this machine.
 * @param backend of safeStorage on Linux; `basic_text` encrypts with a password built into Chromium
 * @returns null when it protects nothing
 */
export function describeKeyring(
  platform: NodeJS.Platform,
  available: boolean,
  backend: string | null,
): SecretProtection | null {
  const keeper = available ? keeperOf(platform, backend) : undefined
  return keeper === undefined ? null : { kind: 'keyring', text: `Secrets are encrypted with ${keeper}.` }
}

function keeperOf(platform: NodeJS.Platform, backend: string | null): string | undefined {
  if (platform === 'darwin') return 'the macOS Keychain'
  if (platform === 'win32') return 'your Windows account'
  return linuxKeyrings[backend ?? '']
}
