import { hash } from 'node:crypto'
import { describe, expect, test } from 'vitest'
import type { RequestHead } from './refusal'
import { createTokenGuard } from './token'

const accepted = (token: string): { id: string; sha256: string } => ({
  id: token,
  sha256: hash('sha256', token),
})
const request = (authorization?: string, url = '/mcp'): RequestHead => ({
  method: 'POST',
  url,
  httpVersion: '1.1',
  rawHeaders: [],
  headers: authorization === undefined ? {} : { authorization },
  socket: {},
})

const guard = createTokenGuard()
guard.accept([accepted('one'), accepted('two')])

describe('the token guard', () => {
  test.each([
    ['Bearer one', 'one'],
    ['bearer two', 'two'],
    ['Bearer   one  ', 'one'],
  ])('knows who sent "%s"', (authorization, tokenId) => {
    expect(guard.check(request(authorization))).toEqual({ tokenId })
  })

  test.each([
    undefined,
    '',
    'Bearer',
    'Bearer ',
    'Bearer three',
    'Bearer on',
    'Bearer onee',
    'Basic one',
    'one',
    'Bearer one two',
  ])('refuses "%s" with a challenge', (authorization) => {
    const refusal = guard.check(request(authorization))
    expect(refusal).toMatchObject({ status: 401 })
    expect('headers' in refusal && refusal.headers?.['www-authenticate']).toMatch(/^Bearer realm="omnimind"/)
  })

  test('refuses a token in the address, even beside a good one', () => {
    expect(guard.check(request('Bearer one', '/mcp?access_token=one'))).toMatchObject({
      guard: 'token',
      status: 400,
    })
  })

  test('forgets a token that is not accepted any more', () => {
    const changing = createTokenGuard()
    expect(changing.check(request('Bearer one'))).toMatchObject({ status: 401 })
    changing.accept([accepted('one')])
    expect(changing.check(request('Bearer one'))).toEqual({ tokenId: 'one' })
    changing.accept([accepted('two')])
    expect(changing.check(request('Bearer one'))).toMatchObject({ status: 401 })
  })
})
