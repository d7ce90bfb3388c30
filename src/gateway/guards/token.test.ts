import { hash } from 'node:crypto'
import { describe, expect, test } from 'vitest'
import { unlimitedScope } from '@shared/domain/client-token'
import type { AcceptedToken } from '@shared/process/gateway-messages'
import { VirtualClock } from '../../../tests/support/virtual-clock'
import type { RequestHead } from './refusal'
import { createTokenGuard } from './token'

const accepted = (token: string, expiresAt: number | null = null): AcceptedToken => ({
  id: token,
  name: `token ${token}`,
  sha256: hash('sha256', token),
  expiresAt,
  priority: 'high',
  scope: { ...unlimitedScope, services: ['memory'] },
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
    expect(guard.check(request(authorization))).toMatchObject({ tokenId, priority: 'high' })
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
    expect(changing.check(request('Bearer one'))).toMatchObject({ tokenId: 'one' })
    changing.accept([accepted('two')])
    expect(changing.check(request('Bearer one'))).toMatchObject({ status: 401 })
  })

  test('an expired token is refused from its moment on, with words', async () => {
    const clock = new VirtualClock()
    const expiring = createTokenGuard(clock)
    const at = clock.epochMs() + 60_000
    expiring.accept([accepted('one', at), accepted('two')])
    await clock.advance(59_999)
    expect(expiring.check(request('Bearer one'))).toMatchObject({ tokenId: 'one' })
    expect(expiring.has('one')).toBe(true)
    await clock.advance(1)
    expect(expiring.check(request('Bearer one'))).toMatchObject({
      status: 401,
      message: expect.stringContaining(`expired at ${new Date(at).toISOString()}`),
    })
    expect(expiring.has('one')).toBe(false)
    expect(expiring.has('two')).toBe(true)
  })

  test('identity carries what the token may do', () => {
    expect(guard.check(request('Bearer one'))).toEqual({
      tokenId: 'one',
      name: 'token one',
      priority: 'high',
      scope: { ...unlimitedScope, services: ['memory'] },
    })
  })

  test('a refusal never repeats the token', () => {
    expect(JSON.stringify(guard.check(request('Bearer hunter2')))).not.toContain('hunter2')
  })
})
