import { expect, test } from 'vitest'
import { describeKeyring } from './keyring-protection'

test.each(['basic_text', 'unknown', null])('on Linux the backend %s protects nothing', (backend) => {
  expect(describeKeyring('linux', true, backend)).toBeNull()
})

test.each([
  ['linux', 'gnome_libsecret', "your desktop's keyring"],
  ['linux', 'kwallet6', 'KWallet'],
  ['darwin', null, 'the macOS Keychain'],
  ['win32', null, 'your Windows account'],
] as const)('on %s with %s secrets lie in %s', (platform, backend, keeper) => {
  expect(describeKeyring(platform, true, backend)).toEqual({
    kind: 'keyring',
    text: `Secrets are encrypted with ${keeper}.`,
  })
})

test('a keyring that is not available is none', () => {
  expect(describeKeyring('darwin', false, null)).toBeNull()
  expect(describeKeyring('linux', false, 'gnome_libsecret')).toBeNull()
})
