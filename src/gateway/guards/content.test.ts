import { describe, expect, test } from 'vitest'
import { checkAccept, checkContent } from './content'
import type { RequestHead } from './refusal'

const request = (headers: Record<string, string>, method = 'POST'): RequestHead => ({
  method,
  url: '/mcp',
  httpVersion: '1.1',
  rawHeaders: [],
  headers,
  socket: {},
})

describe('content', () => {
  test.each(['application/json', 'application/json; charset=utf-8', 'Application/JSON;charset="UTF-8"'])(
    'takes %s',
    (type) => expect(checkContent(request({ 'content-type': type }))).toBeNull(),
  )
  test.each([
    '',
    'text/plain',
    'application/x-www-form-urlencoded',
    'application/jsonx',
    'application/json; charset=latin1',
  ])('refuses "%s"', (type) =>
    expect(checkContent(request({ 'content-type': type }))).toMatchObject({ status: 415 }),
  )
  test.each(['gzip', 'br', 'zstd', 'identity, gzip'])('refuses the encoding %s', (encoding) => {
    const headers = { 'content-type': 'application/json', 'content-encoding': encoding }
    expect(checkContent(request(headers))).toMatchObject({ status: 415 })
  })
})

describe('accept', () => {
  test.each([
    ['application/json, text/event-stream', { json: true, events: true }],
    ['application/json', { json: true, events: false }],
    ['text/event-stream', { json: false, events: true }],
    ['*/*', { json: true, events: true }],
    ['application/*;q=0.5, text/html', { json: true, events: false }],
    ['application/json;q=0, text/event-stream', { json: false, events: true }],
  ])('reads "%s"', (accept, wanted) => expect(checkAccept(request({ accept }))).toEqual(wanted))

  test('takes no header for anything', () => {
    expect(checkAccept(request({}))).toEqual({ json: true, events: true })
  })
  test.each(['text/html', 'application/xml', 'application/json;q=0'])('refuses "%s"', (accept) => {
    expect(checkAccept(request({ accept }))).toMatchObject({ status: 406 })
  })
  test('a stream must be readable as one', () => {
    expect(checkAccept(request({ accept: 'application/json' }, 'GET'))).toMatchObject({ status: 406 })
    expect(checkAccept(request({ accept: 'text/html' }, 'DELETE'))).toMatchObject({ json: false })
  })
})
