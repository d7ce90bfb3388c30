import { expect, it } from 'vitest'
import { defaultHome } from './default-home'

it.each([
  ['darwin', {}, '/home/a/Library/Application Support/OmniMind'],
  ['linux', {}, '/home/a/.local/share/omnimind'],
  ['linux', { XDG_DATA_HOME: '/data' }, '/data/omnimind'],
  ['linux', { XDG_DATA_HOME: 'relative' }, '/home/a/.local/share/omnimind'],
  ['win32', { APPDATA: '/roaming' }, '/roaming/OmniMind'],
  ['win32', {}, '/home/a/AppData/Roaming/OmniMind'],
] as const)('%s with %j', (platform, env, expected) => {
  expect(defaultHome(platform, env, '/home/a')).toBe(expected)
})
