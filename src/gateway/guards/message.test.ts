import { describe, expect, test } from 'vitest'
import { rpcCode } from '@shared/mcp/json-rpc'
import { measureJson } from '@shared/mcp/json-shape'
import { parseMessage } from './message'

const DEPTH = 64
const parse = (text: string | Buffer): ReturnType<typeof parseMessage> =>
  parseMessage(Buffer.isBuffer(text) ? text : Buffer.from(text), DEPTH)
const nested = (levels: number): string => '['.repeat(levels) + ']'.repeat(levels)
const withParams = (value: string): string => `{"jsonrpc":"2.0","id":1,"method":"m","params":{"a":${value}}}`

describe('parseMessage', () => {
  test('keeps a message as the client wrote it', () => {
    const text = withParams('12345678901234567890')
    expect(parse(text)).toMatchObject({ line: text, bytes: text.length, message: { id: 1, method: 'm' } })
  })
  test('puts a pretty-printed message on one line that means the same', () => {
    const text = JSON.stringify({ jsonrpc: '2.0', id: 1, method: 'm', params: { a: 'x\r\ny' } }, null, 2)
    const received = parse(text.replaceAll('\n', '\r\n'))
    if (!('line' in received)) throw new Error('refused')
    expect(received.line).not.toMatch(/[\r\n]/)
    expect(JSON.parse(received.line)).toEqual(JSON.parse(text))
  })
  test.each([
    ['truncated', '{"jsonrpc":"2.0",'],
    ['empty', ''],
    ['a byte order mark', '\ufeff{"jsonrpc":"2.0","id":1,"method":"m"}'],
    ['NaN', withParams('NaN')],
    ['65 levels', withParams(nested(63))],
    ['10,000 levels', nested(10_000)],
    ['5,000,000 brackets', '['.repeat(5_000_000)],
    ['invalid UTF-8', Buffer.from([0x7b, 0x22, 0xff, 0x22, 0x7d])],
    ['half a character', Buffer.from('{"a":"ü"}').subarray(0, 7)],
  ])('cannot read %s', (_what, text) => {
    const before = performance.now()
    expect(parse(text)).toMatchObject({ status: 400, code: rpcCode.parseError })
    expect(performance.now() - before).toBeLessThan(1_000)
  })
  test('reads 64 levels', () =>
    expect(parse(withParams(nested(62)))).toMatchObject({ bytes: expect.any(Number) }))
  test.each([
    ['a batch', '[{"jsonrpc":"2.0","id":1,"method":"m"}]'],
    ['a batch of 10,000', `[${'{},'.repeat(9_999)}{}]`],
    ['another version', '{"jsonrpc":"1.0","id":1,"method":"m"}'],
    ['no version', '{"id":1,"method":"m"}'],
    ['id null', '{"jsonrpc":"2.0","id":null,"method":"m"}'],
    ['id object', '{"jsonrpc":"2.0","id":{},"method":"m"}'],
    ['id 2^53+1', '{"jsonrpc":"2.0","id":9007199254740993,"method":"m"}'],
    ['id 1.5', '{"jsonrpc":"2.0","id":1.5,"method":"m"}'],
    ['params array', '{"jsonrpc":"2.0","id":1,"method":"m","params":[]}'],
    ['result and error', '{"jsonrpc":"2.0","id":1,"result":{},"error":{"code":1,"message":"x"}}'],
    ['two methods', '{"jsonrpc":"2.0","id":1,"method":"ping","method":"tools/call"}'],
    ['two ids', '{"jsonrpc":"2.0","id":1,"id":2,"method":"m"}'],
    ['two ids, one written with an escape', '{"jsonrpc":"2.0","id":1,"\\u0069d":2,"method":"m"}'],
    ['two names', '{"jsonrpc":"2.0","id":1,"method":"m","params":{"name":"a","name":"b"}}'],
    ['a number', '7'],
  ])('refuses %s', (_what, text) => {
    expect(parse(text)).toMatchObject({ status: 400, code: rpcCode.invalidRequest })
  })
  test('takes __proto__ and constructor for plain names', () => {
    const received = parse(
      '{"jsonrpc":"2.0","id":1,"method":"__proto__","params":{"__proto__":1,"constructor":2}}',
    )
    expect(received).toMatchObject({ message: { method: '__proto__' } })
    expect(({} as Record<string, unknown>)['1']).toBeUndefined()
  })
})

describe('measureJson', () => {
  test('does not look into strings', () => {
    expect(measureJson(String.raw`{"a":"[[[{\"x\":1}","b\\":":{"}`, DEPTH)).toEqual({
      depth: 1,
      members: 2,
      innerMembers: 0,
    })
  })
  test('counts members of the outer object and of those in it', () => {
    expect(measureJson('{"a":{"b":1,"c":{"d":1}},"e":[{"f":1}],"g":{}}', DEPTH)).toEqual({
      depth: 3,
      members: 3,
      innerMembers: 2,
    })
  })
  test('is quick on 4 MB of backslashes', () => {
    const before = performance.now()
    measureJson(`{"a":"${'\\\\'.repeat(2_000_000)}"}`, DEPTH)
    measureJson(`{"a":"${'\\"'.repeat(2_000_000)}"}`, DEPTH)
    expect(performance.now() - before).toBeLessThan(1_000)
  })
})
