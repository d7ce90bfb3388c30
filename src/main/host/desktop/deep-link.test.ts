import { expect, test } from 'vitest'
import { findDeepLink, parseDeepLink, placeOf } from './deep-link'

test('the two links that exist', () => {
  expect(parseDeepLink('omnimind://service/memory')).toEqual({ kind: 'service', serviceId: 'memory' })
  expect(parseDeepLink('omnimind://service/memory/')).toEqual({ kind: 'service', serviceId: 'memory' })
  expect(parseDeepLink('omnimind://connect')).toEqual({ kind: 'connect' })
})

test.each([
  'omnimind://service/',
  'omnimind://service/../connect',
  'omnimind://service/a/b',
  'omnimind://service/%2e%2e',
  'omnimind://service/MEMORY',
  'omnimind://service/memory?start=1',
  'omnimind://service/memory#x',
  `omnimind://service/${'a'.repeat(300)}`,
  'omnimind://connect/now',
  'omnimind://quit',
  'https://service/memory',
  'omnimind:service/memory',
  '--inspect',
  '',
])('%s leads nowhere', (text) => expect(parseDeepLink(text)).toBeNull())

test('a link is found among arguments', () => {
  expect(findDeepLink(['/usr/bin/electron', '.', '--hidden', 'omnimind://connect'])).toEqual({
    kind: 'connect',
  })
  expect(findDeepLink(['/usr/bin/electron', '.'])).toBeNull()
})

test('links lead to places of the UI', () => {
  expect(placeOf({ kind: 'service', serviceId: 'memory' })).toBe('#/services/memory')
  expect(placeOf({ kind: 'connect' })).toBe('#/connect')
})
