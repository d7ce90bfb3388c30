import { hash } from 'node:crypto'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { unlimitedScope, type TokenScope } from '@shared/domain/client-token'
import { defaultLimits } from '@shared/domain/limits'
import { rpcCode } from '@shared/mcp/json-rpc'
import type { AcceptedToken } from '@shared/process/gateway-messages'
import { configFor } from '../support/gateway-config'
import { initialize, openSession, post, toolCall } from './support/raw-client'
import { RunningGateway, startService, TOKEN, type RunningService } from './support/running-gateway'

/** The guards of calls, as a client meets them over HTTP. */
let gateway: RunningGateway
let service: RunningService
beforeEach(async () => {
  service = startService()
  gateway = await RunningGateway.start()
  gateway.route({ kind: 'up', endpoint: service.endpoint })
})
afterEach(() => {
  gateway.gateway.close()
  service.close()
})

interface Said {
  result?: unknown
  error?: { code: number; message: string }
}
async function call(id: number, session: Record<string, string>, token = TOKEN): Promise<Said> {
  const headers = { ...session, authorization: `Bearer ${token}` }
  return (await (await post(gateway.url, toolCall(id, 'echo', { text: 'x' }), headers)).json()) as Said
}
const token = (id: string, changes: Partial<AcceptedToken> = {}, scope: Partial<TokenScope> = {}) => ({
  id,
  name: `client ${id}`,
  sha256: hash('sha256', id),
  expiresAt: null,
  priority: 'normal' as const,
  scope: { ...unlimitedScope, ...scope },
  ...changes,
})
const accept = (...tokens: AcceptedToken[]): void => gateway.gateway.receive({ type: 'tokens', tokens })
async function open(id: string): Promise<{ status: number; text: string }> {
  const answer = await post(gateway.url, initialize, { authorization: `Bearer ${id}` })
  return { status: answer.status, text: await answer.text() }
}

describe('tokens', () => {
  test('one that is revoked, or expires, ends with its sessions', async () => {
    accept(token(TOKEN), token('brief', { expiresAt: Date.now() + 2_000 }))
    const session = await openSession(gateway.url)
    expect(await call(1, session)).toMatchObject({ result: {} })
    expect((await open('brief')).status).toBe(200)
    await expect.poll(async () => (await open('brief')).status, { timeout: 10_000 }).toBe(401)
    expect((await open('brief')).text).toContain('expired')
    accept()
    expect((await post(gateway.url, toolCall(2, 'echo'), session)).status).toBe(401)
    accept(token(TOKEN))
    expect((await post(gateway.url, toolCall(3, 'echo'), session)).status).toBe(404)
  })

  test('one of a profile, or of other services, is told where it works', async () => {
    accept(token('work', {}, { profile: 'work' }), token('git', {}, { services: ['git'] }))
    expect(await open('work')).toMatchObject({ status: 403, text: expect.stringContaining('/mcp/work') })
    expect(await open('git')).toMatchObject({ status: 403, text: expect.stringContaining('git') })
  })

  test('one that may only read gets no tool that does not say it reads', async () => {
    accept(token('reader', {}, { readOnly: true }))
    const opened = await post(gateway.url, initialize, { authorization: 'Bearer reader' })
    const session = { 'mcp-session-id': opened.headers.get('mcp-session-id') ?? '' }
    expect((await call(1, session, 'reader')).error).toMatchObject({
      code: rpcCode.refused,
      message: expect.stringContaining('echo'),
    })
    expect(service.seen.calls).toEqual([])
  })

  test('one that judges whole lists sees that tool, and gets it as little', async () => {
    accept(token('reader', {}, { readOnly: true }), token('examiner', { listsAll: true }, { readOnly: true }))
    const listed = async (bearer: string) => {
      const opened = await post(gateway.url, initialize, { authorization: `Bearer ${bearer}` })
      const session = { 'mcp-session-id': opened.headers.get('mcp-session-id') ?? '' }
      const list = { jsonrpc: '2.0', id: 1, method: 'tools/list' }
      const answer = await post(gateway.url, list, { ...session, authorization: `Bearer ${bearer}` })
      return { text: await answer.text(), called: await call(2, session, bearer) }
    }
    expect((await listed('reader')).text).not.toContain('"echo"')
    const { text, called } = await listed('examiner')
    expect(text).toContain('"echo"')
    expect(called.error).toMatchObject({ code: rpcCode.refused })
    expect(service.seen.calls).toEqual([])
  })
})

describe('limits', () => {
  test('a burst over the rate is refused with words, and the status counts it', async () => {
    const config = configFor(['fixture'])
    const limits = { ...defaultLimits, rate: { perMinute: 600, burst: 5 } }
    gateway.gateway.receive({ type: 'configure', config: { ...config, limits } })
    const session = await openSession(gateway.url)
    const said: Said[] = []
    for (let id = 0; id < 20; id++) said.push(await call(id, session))
    const refused = said.filter(({ error }) => error?.code === rpcCode.refused)
    expect(refused.length).toBeGreaterThan(5)
    expect(refused[0]?.error?.message).toContain('Try again in 1 s')
    const status = await gateway.message(
      (message) => message.type === 'status' && (message.status.guards[0]?.refused.rate ?? 0) > 5,
    )
    expect(status).toMatchObject({
      status: { clients: [{ tokenId: TOKEN, client: 'raw 2.1', sessions: 1 }] },
    })
  })
})

describe('a service that is dead', () => {
  test('gets five calls; the others fail at once, until it comes back', async () => {
    // The route says up, but nobody listens there.
    gateway.gateway.close()
    gateway = await RunningGateway.start({ waitMs: 50, reconnectMs: 10 })
    gateway.route({ kind: 'up', endpoint: '/nowhere/at/all.sock' })
    const outcomes: string[] = []
    const quick: number[] = []
    for (let n = 0; n < 40; n++) {
      const before = performance.now()
      const { status, text } = await open(TOKEN)
      outcomes.push(text.includes('several times in a row') ? 'circuit' : String(status))
      if (outcomes.at(-1) === 'circuit') quick.push(performance.now() - before)
    }
    expect(outcomes.filter((outcome) => outcome !== 'circuit')).toHaveLength(5)
    // With HTTP and on a busy machine; the guard itself takes microseconds (bench/guards).
    expect(quick.toSorted((a, b) => a - b)[17]).toBeLessThan(20)
    gateway.route({ kind: 'up', endpoint: service.endpoint })
    expect((await open(TOKEN)).status).toBe(200)
  })
})
