import { describe, expect, test } from 'vitest'
import { resultOf } from '../stateless-era/result-text'
import { peekResponse, readResponse } from './peek'

const BIG = JSON.stringify({ text: 'x'.repeat(10_000), id: 4, jsonrpc: '2.0' })

describe('peekResponse', () => {
  test.each([
    ['{"result":{},"jsonrpc":"2.0","id":7}', { token: '7', kind: 'result' }],
    [`{"result":${BIG},"jsonrpc":"2.0","id":"a-1"}`, { token: '"a-1"', kind: 'result' }],
    ['{"error":{"code":1,"message":"x"},"jsonrpc":"2.0","id":-3}', { token: '-3', kind: 'error' }],
    [`{"jsonrpc":"2.0","id":12,"result":${BIG}}`, { token: '12', kind: 'result' }],
    ['{"jsonrpc":"2.0","id":"x","error":{"code":1,"message":"m"}}', { token: '"x"', kind: 'error' }],
  ])('reads %.60s', (line, peeked) => expect(peekResponse(line)).toEqual(peeked))

  test.each([
    ['{"jsonrpc":"2.0","id":7,"method":"ping"}'],
    ['{"method":"notifications/progress","params":{},"jsonrpc":"2.0"}'],
    ['{"result":{},"jsonrpc":"2.0","id":7,"relatedRequestId":7}'],
    ['{"jsonrpc":"2.0","id":7,"result":{},"relatedRequestId":7}'],
    ['{"result":{"a":1,"jsonrpc":"2.0","id":7}}'],
    [String.raw`{"result":{},"jsonrpc":"2.0","id":"a\"b"}`],
    ['{"result":{},"id":7,"jsonrpc":"2.0"}'],
    ['garbage'],
  ])('leaves %s to the parser', (line) => expect(peekResponse(line)).toBeNull())

  test('is not fooled by text that looks like an end', () => {
    const inner = ',"jsonrpc":"2.0","id":1}'
    expect(peekResponse(JSON.stringify({ result: { a: inner }, jsonrpc: '2.0', id: 2 }))?.token).toBe('2')
    expect(peekResponse(JSON.stringify({ result: inner }))).toBeNull()
  })
})

test('readResponse takes any order of members', () => {
  expect(readResponse('{ "id": 7, "result": {}, "jsonrpc": "2.0" }')).toEqual({ token: '7', kind: 'result' })
  expect(readResponse('{"jsonrpc":"2.0","method":"ping","id":7}')).toBeNull()
})

test('a line with a second id behind the result is not taken for what its beginning says', () => {
  expect(peekResponse('{"jsonrpc":"2.0","id":7,"result":{"a":1},"id":8}')).toBeNull()
  expect(peekResponse('{"jsonrpc":"2.0","id":7,"result":{"a":1},"\\u0069d":8}')).toBeNull()
  expect(readResponse('{"jsonrpc":"2.0","id":7,"result":{"a":1},"id":8}')?.token).toBe('8')
  expect(peekResponse('{"jsonrpc":"2.0","id":7,"result":{"id":8,"b":"\\",\\"id\\":9"}}')?.token).toBe('7')
})

test('only the result itself is cut out of a line, whatever stands beside it', () => {
  for (const line of [
    '{"jsonrpc":"2.0","id":7,"result":{"a":1},"x":2}',
    '{"result":{"b":2},"id":8,"result":{"a":1},"jsonrpc":"2.0","id":7}',
    '{"jsonrpc":"2.0","id":7,"result":{"a":1}}',
    '{"result":{"a":1},"jsonrpc":"2.0","id":7}',
  ])
    expect(resultOf(line, { token: '7', kind: 'result' })).toBe('{"a":1}')
})
