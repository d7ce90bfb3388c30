import { expect, test } from 'vitest'
import { bytesOfBase64 } from './base64'

test.each([
  ['', ''],
  ['aMOp', 'hé'],
  ['aGV5', 'hey'],
  ['aGU=', 'he'],
  ['aA==', 'h'],
  ['aG\r\nV5\n', 'hey'],
])('%j', (text, expected) => expect(bytesOfBase64(text).toString()).toBe(expected))

test.each(['hello!', 'a', 'aGU', 'aGU==', 'a=GU', 'aG-_', '=', 'data:image/png;base64,aGV5'])(
  '%j is none',
  (text) => expect(() => bytesOfBase64(text)).toThrow('not base64'),
)

test('eight million characters are looked at to the end', () => {
  expect(bytesOfBase64('aGV5'.repeat(2_000_000))).toHaveLength(6_000_000)
  expect(() => bytesOfBase64(`${'aGV5'.repeat(2_000_000)}!`)).toThrow('not base64')
})
