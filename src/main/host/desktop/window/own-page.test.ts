import { expect, test } from 'vitest'
import { isOwnFrame, isOwnPage } from './own-page'

test.each(['app://omnimind/', 'app://omnimind/#/services/memory', 'app://omnimind/assets/a.js?x=1'])(
  '%s is ours',
  (url) => expect(isOwnPage(url)).toBe(true),
)

test.each([
  'app://omnimind.evil/',
  'app://omnimind@evil/',
  'app://evil@omnimind/',
  'app://omnimind:80/',
  'app://other/omnimind',
  'https://omnimind/',
  'file:///app://omnimind/',
  'data:text/html,app://omnimind/',
  'about:blank',
  '',
])('%s is not ours', (url) => expect(isOwnPage(url)).toBe(false))

test('a sub-frame, a foreign page and a frame that is gone may not speak', () => {
  expect(isOwnFrame({ url: 'app://omnimind/', parent: null })).toBe(true)
  expect(isOwnFrame({ url: 'app://omnimind/', parent: {} })).toBe(false)
  expect(isOwnFrame({ url: 'https://example.com/', parent: null })).toBe(false)
  expect(isOwnFrame(null)).toBe(false)
})
