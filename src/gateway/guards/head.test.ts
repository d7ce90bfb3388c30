import { describe, expect, test } from 'vitest'
import { createDoor } from './door'
import { checkHead } from './head'
import { rawValues, type RequestHead } from './refusal'

const door = createDoor(4321, 'notes')

interface Changes {
  method?: string
  url?: string
  httpVersion?: string
  address?: string
  raw?: [string, string][]
}

/** A request that passes, changed in one respect. */
function head({
  method = 'POST',
  url = '/mcp',
  httpVersion = '1.1',
  address = '127.0.0.1',
  raw,
}: Changes): RequestHead {
  const pairs = raw ?? [['Host', '127.0.0.1:4321']]
  return {
    method,
    url,
    httpVersion,
    rawHeaders: pairs.flat(),
    headers: Object.fromEntries(pairs.map(([name, value]) => [name.toLowerCase(), value])),
    socket: { remoteAddress: address },
  }
}

const refusedBy = (changes: Changes): [string, number] | null => {
  const refusal = checkHead(head(changes), door)
  return refusal && [refusal.guard, refusal.status]
}
const withHost = (...values: string[]): Changes => ({ raw: values.map((value) => ['Host', value]) })
const withHeader = (name: string, ...values: string[]): Changes => ({
  raw: [['Host', '127.0.0.1:4321'], ...values.map((value): [string, string] => [name, value])],
})

describe('peer', () => {
  test.each(['127.0.0.1', '127.8.9.1', '::1', '::ffff:127.0.0.1'])('lets %s in', (address) => {
    expect(refusedBy({ address })).toBeNull()
  })
  test.each(['192.168.1.4', '10.0.0.1', '::ffff:10.0.0.1', 'fe80::1', '', '127.0.0.1.evil'])(
    'refuses %s',
    (address) => expect(refusedBy({ address })).toEqual(['peer', 403]),
  )
})

describe('target', () => {
  test.each(['http://evil.com/mcp', 'http://127.0.0.1:4321/mcp', '*', 'mcp', ''])('refuses %s', (url) => {
    expect(refusedBy({ url })).toEqual(['target', 400])
  })
  test('refuses HTTP/1.0', () => expect(refusedBy({ httpVersion: '1.0' })).toEqual(['target', 505]))
})

describe('host', () => {
  test.each(['127.0.0.1:4321', 'localhost:4321', 'LocalHost:4321', '[::1]:4321'])('lets %s in', (host) => {
    expect(refusedBy(withHost(host))).toBeNull()
  })
  test.each([
    'evil.com',
    'evil.com:4321',
    'evil.com@127.0.0.1:4321',
    '127.0.0.1:4321@evil.com',
    '127.0.0.1',
    '127.0.0.1:80',
    '127.0.0.1:4322',
    '127.0.0.1:04321',
    '127.0.0.1:4321/evil.com',
    '127.0.0.1:4321#',
    '127.0.0.1:4321?x',
    '127.0.0.1:4321 ',
    '127.0.0.1.:4321',
    'localhost.:4321',
    'localhost\t:4321',
    'localhost.evil.com:4321',
    '0x7f.1:4321',
    '2130706433:4321',
    '0.0.0.0:4321',
    '[::ffff:127.0.0.1]:4321',
    '::1:4321',
    'ｌｏｃａｌｈｏｓｔ:4321',
    '',
  ])('refuses "%s"', (host) => expect(refusedBy(withHost(host))).toEqual(['host', 403]))
  test('refuses none and two', () => {
    expect(refusedBy(withHost())).toEqual(['host', 403])
    expect(refusedBy(withHost('127.0.0.1:4321', 'evil.com'))).toEqual(['host', 403])
    expect(refusedBy(withHost('127.0.0.1:4321', '127.0.0.1:4321'))).toEqual(['host', 403])
  })
})

describe('origin', () => {
  test.each(['http://127.0.0.1:4321', 'http://localhost:4321', 'http://[::1]:4321'])(
    'lets %s in',
    (origin) => {
      expect(refusedBy(withHeader('Origin', origin))).toBeNull()
    },
  )
  test.each([
    'null',
    'http://evil.example',
    'http://localhost:3000',
    'http://localhost',
    'https://localhost:4321',
    'http://evil.localhost:4321',
    'http://localhost.evil.com:4321',
    'http://127.0.0.1:4321/',
    'http://127.0.0.1:43210',
    '',
  ])('refuses "%s"', (origin) => expect(refusedBy(withHeader('Origin', origin))).toEqual(['origin', 403]))
  test('refuses two, even of our own', () => {
    expect(refusedBy(withHeader('Origin', 'http://127.0.0.1:4321', 'http://127.0.0.1:4321'))).toEqual([
      'origin',
      403,
    ])
  })
})

describe('fetch site', () => {
  test.each(['same-origin', 'none'])('lets %s in', (site) => {
    expect(refusedBy(withHeader('Sec-Fetch-Site', site))).toBeNull()
  })
  test.each(['cross-site', 'same-site', 'other'])('refuses %s', (site) => {
    expect(refusedBy(withHeader('Sec-Fetch-Site', site))).toEqual(['fetch-site', 403])
  })
})

describe('path and method', () => {
  test.each(['/', '/mcp/', '/MCP', '/mcp/x', '//mcp', '/.well-known/oauth-protected-resource', '/register'])(
    'does not know %s',
    (url) => expect(refusedBy({ url })).toEqual(['path', 404]),
  )
  test.each(['PUT', 'PATCH', 'OPTIONS', 'HEAD', 'TRACE'])(
    'does not take %s, and says what it takes',
    (method) => {
      expect(refusedBy({ method })).toEqual(['method', 405])
      expect(checkHead(head({ method }), door)?.headers).toEqual({ allow: 'GET, POST, DELETE' })
    },
  )
  test.each(['GET', 'POST', 'DELETE'])('takes %s', (method) => expect(refusedBy({ method })).toBeNull())
})

test('the order holds: the first guard that objects answers', () => {
  const all = { address: '10.0.0.1', url: 'http://e/', httpVersion: '1.0', ...withHost('evil.com') }
  expect(refusedBy(all)).toEqual(['peer', 403])
  expect(refusedBy({ url: '/x', ...withHeader('Origin', 'null') })).toEqual(['origin', 403])
})

test('raw values keep repeated headers apart', () => {
  expect(rawValues(head(withHost('a', 'b')), 'host')).toEqual(['a', 'b'])
})
