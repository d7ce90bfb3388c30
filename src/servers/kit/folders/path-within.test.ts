import { expect, test } from 'vitest'
import { pathWithin } from './path-within'

test.each([
  ['/a', '/a', ''],
  ['/a', '/a/b/c', 'b/c'],
  ['/a', '/a/..b', '..b'],
  ['/', '/a', 'a'],
  ['/a', '/', null],
  ['/a', '/ab', null],
  ['/a/b', '/a/c', null],
])('in %s, %s is %s', (folder, path, rest) => {
  expect(pathWithin(folder, path)).toBe(rest)
})
