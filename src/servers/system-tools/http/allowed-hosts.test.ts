import { expect, test } from 'vitest'
import { isAllowedHost, parseAllowedHost } from './allowed-hosts'

test.each([
  ['nas.local', 'nas.local', null],
  ['NAS.local.:8080', 'nas.local', 8080],
  ['localhost:80', 'localhost', 80],
  ['127.1', '127.0.0.1', null],
  ['::1', '::1', null],
  ['[::1]:8080', '::1', 8080],
  ['bücher.example:443', 'xn--bcher-kva.example', 443],
])('%s', (text, host, port) => {
  expect(parseAllowedHost(text)).toEqual({ host, port })
})

test.each([
  '',
  ' ',
  'http://nas',
  'nas/path',
  'user@nas',
  'nas:0',
  'nas:65536',
  'nas:x',
  '*.local x',
  '[::1',
])('%j cannot be read', (text) => expect(() => parseAllowedHost(text)).toThrow('cannot be read'))

test('a host is the same with a dot at its end and in brackets; a port is exact', () => {
  const allowed = ['nas.local:8080', '::1'].map((text) => parseAllowedHost(text))
  expect(isAllowedHost('NAS.local.', 8080, allowed)).toBe(true)
  expect(isAllowedHost('nas.local', 80, allowed)).toBe(false)
  expect(isAllowedHost('evil.nas.local', 8080, allowed)).toBe(false)
  expect(isAllowedHost('[::1]', 1234, allowed)).toBe(true)
})
