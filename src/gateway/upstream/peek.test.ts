import { describe, expect, test } from 'vitest'
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
