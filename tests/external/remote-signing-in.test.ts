import { afterEach, expect, test, vi } from 'vitest'
import { MINUTE } from '@shared/lib/clock'
import { createAuthFetch } from '../../src/external/remote-host/auth-fetch'
import { Authorizer } from '../../src/external/remote-host/authorizer'
import { readCredentials } from '../../src/external/remote-host/credentials'
import { OAuthProvider } from '../../src/external/remote-host/oauth-provider'
import { VirtualClock } from '../support/virtual-clock'

afterEach(() => void vi.unstubAllGlobals())

test('while a person signs in, refused requests begin no further sign-in', async () => {
  const clock = new VirtualClock()
  const opened: URL[] = []
  let asked = 0
  const base = 'https://mcp.example'
  const fetch = async (input: string | URL): Promise<Response> => {
    asked++
    const path = new URL(input).pathname
    if (path.includes('oauth-protected-resource'))
      return Response.json({ resource: `${base}/mcp`, authorization_servers: [base] })
    if (path === '/register')
      return Response.json({ client_id: 'c', redirect_uris: ['http://127.0.0.1/cb'] }, { status: 201 })
    if (path === '/token') return Response.json({ access_token: 'good', token_type: 'Bearer' })
    return Response.json({
      issuer: base,
      authorization_endpoint: `${base}/authorize`,
      token_endpoint: `${base}/token`,
      registration_endpoint: `${base}/register`,
      response_types_supported: ['code'],
      code_challenge_methods_supported: ['S256'],
    })
  }
  const provider = new OAuthProvider({
    redirectUrl: 'http://127.0.0.1/cb',
    clientMetadataUrl: null,
    kept: readCredentials(null),
    save: () => {},
    openUrl: (url) => opened.push(url),
  })
  const authorizer = new Authorizer({ serverUrl: new URL(`${base}/mcp`), provider, fetch, clock })
  expect(await authorizer.renew(undefined, {})).toEqual({ kind: 'sign-in' })
  const once = asked
  for (let n = 0; n < 6; n++) expect(await authorizer.renew(undefined, {})).toEqual({ kind: 'sign-in' })
  expect([asked, opened.length]).toEqual([once, 1])
  const state = opened[0]?.searchParams.get('state') ?? ''
  expect(await authorizer.finish('code', state, undefined)).toEqual({ kind: 'ready' })
  // A sign-in nobody finishes does not stand in the way for ever.
  expect(await authorizer.renew('good', {})).toEqual({ kind: 'sign-in' })
  await clock.advance(10 * MINUTE)
  expect(await authorizer.renew('good', {})).toEqual({ kind: 'sign-in' })
  expect(opened).toHaveLength(3)
})

test.each([
  'https://127.0.0.1/token',
  'https://127.9.9.9/token',
  'https://0.0.0.0/token',
  'https://[::]/token',
  'https://[::1]/token',
  'https://[::ffff:127.0.0.1]/token',
  'https://[::ffff:169.254.169.254]/token',
  'https://169.254.169.254/token',
  'https://localhost./token',
  'https://login.localhost/token',
  'http://login.example/token',
])('a server elsewhere cannot lead the sign-in to %s', async (address) => {
  const sent = vi.fn(async () => new Response('{}'))
  vi.stubGlobal('fetch', sent)
  const authFetch = createAuthFetch(new URL('https://mcp.example/mcp'))
  await expect(authFetch(address, { method: 'POST' })).rejects.toThrow('not accepted')
  expect(sent).not.toHaveBeenCalled()
})

test('redirects are not followed unseen', async () => {
  const sent = vi.fn(async (_url: URL, _init: RequestInit) => new Response(null, { status: 307 }))
  vi.stubGlobal('fetch', sent)
  const authFetch = createAuthFetch(new URL('https://mcp.example/mcp'))
  const answer = await authFetch('https://login.example/token', { method: 'POST', redirect: 'follow' })
  expect([answer.status, sent.mock.calls[0]?.[1].redirect]).toEqual([307, 'manual'])
})
