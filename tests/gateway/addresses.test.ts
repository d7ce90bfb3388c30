import { hash } from 'node:crypto'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { rpcCode } from '@shared/mcp/json-rpc'
import { anyToken, configFor } from '../support/gateway-config'
import { FakeView, FakeViews } from './support/fake-view'
import { initialize, jsonHeaders, openSession, post, rawExchange, toolCall } from './support/raw-client'
import {
  OTHER_TOKEN,
  RunningGateway,
  startService,
  TOKEN,
  type RunningService,
} from './support/running-gateway'

let gateway: RunningGateway
let service: RunningService
let all: FakeView
let views: FakeViews

const list = { jsonrpc: '2.0', id: 1, method: 'tools/list' }
const address = (path: string): URL => new URL(`http://127.0.0.1:${gateway.portOf('gateway')}${path}`)
const statusOf = async (url: URL, message: unknown, headers?: Record<string, string>): Promise<number> =>
  (await post(url, message, headers)).status
const namesAt = async (url: URL): Promise<string[]> => {
  const answer = (await (await post(url, list, await openSession(url))).json()) as {
    result: { tools: { name: string }[] }
  }
  return answer.result.tools.map((tool) => tool.name)
}
const configure = (): void =>
  gateway.gateway.receive({ type: 'configure', config: configFor(['fixture', 'gateway']) })

beforeEach(async () => {
  service = startService()
  all = new FakeView('default', { fixture: ['echo', 'hang'] })
  views = new FakeViews(all, new FakeView('work', { fixture: ['echo'] }))
  gateway = await RunningGateway.start({}, ['fixture', 'gateway'], undefined, { views })
  gateway.route({ kind: 'up', endpoint: service.endpoint })
})
afterEach(() => {
  gateway.gateway.close()
  service.close()
})

describe('an address', () => {
  test('/mcp of the combined port is the profile default, /mcp/ID another', async () => {
    expect(await namesAt(address('/mcp'))).toEqual(['fixture__echo', 'fixture__hang'])
    expect(await namesAt(address('/mcp/default'))).toEqual(['fixture__echo', 'fixture__hang'])
    expect(await namesAt(address('/mcp/work'))).toEqual(['fixture__echo'])
  })

  test('that does not exist is 404; which ones do is said to nobody, and what to do only with a token', async () => {
    const answer = await post(address('/mcp/nothing'), initialize)
    expect(answer.status).toBe(404)
    expect(await answer.text()).toMatch(/no profile or service ..nothing.*Connect page/)
    for (const path of ['/mcp/nothing', '/mcp/work'])
      expect(await statusOf(address(path), initialize, { authorization: 'Bearer wrong' })).toBe(401)
  })

  test.each(['/mcp/', '/mcp/a/b', '/mcp/..', '/mcp/%77ork', '/mcpx', `/mcp/${'a'.repeat(65)}`])(
    '%s is none at all',
    async (path) => {
      const port = gateway.portOf('gateway')
      const head = `POST ${path} HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\nContent-Length: 0\r\n\r\n`
      const said = await rawExchange(port, head, { until: '}' })
      expect(said).toContain('404 Not Found')
      expect(said).toContain('There is nothing here')
    },
  )

  test("a service's own port knows only /mcp", async () => {
    expect(await statusOf(new URL(`${gateway.url.href}/fixture`), initialize)).toBe(404)
    expect((await namesAt(gateway.url)).includes('echo')).toBe(true)
  })

  test('is part of a session: its id is unknown elsewhere', async () => {
    const session = await openSession(address('/mcp'))
    expect(await statusOf(address('/mcp'), list, session)).toBe(200)
    expect(await statusOf(address('/mcp/work'), list, session)).toBe(404)
    expect(await statusOf(gateway.url, list, session)).toBe(404)
  })

  test('that disappears takes its sessions with it', async () => {
    const session = await openSession(address('/mcp/work'))
    const other = await openSession(address('/mcp'))
    views.views.delete('work')
    configure()
    expect(await statusOf(address('/mcp/work'), list, session)).toBe(404)
    views.views.set('work', new FakeView('work', { fixture: ['echo'] }))
    expect(await statusOf(address('/mcp/work'), list, session)).toBe(404)
    expect(await statusOf(address('/mcp'), list, other)).toBe(200)
  })

  test('that is changed tells its sessions of later changes too, and the old one nobody', async () => {
    const session = await openSession(address('/mcp'))
    const next = new FakeView('default', { fixture: ['echo'] })
    views.views.set('default', next)
    configure()
    expect([all.listeners, next.listeners]).toEqual([0, 1])
    next.change('resourceTemplates')
    const stream = await fetch(address('/mcp'), { headers: { ...jsonHeaders, ...session } })
    const reader = stream.body?.getReader()
    let text = ''
    while (!text.includes('list_changed')) text += new TextDecoder().decode((await reader?.read())?.value)
    expect(text).toContain('notifications/resources/list_changed')
  })
})

describe('a token that is not accepted any more', () => {
  test('ends its sessions with what runs in them; those of others go on', async () => {
    const other = { authorization: `Bearer ${OTHER_TOKEN}` }
    const mine = await openSession(address('/mcp'))
    const theirs = (await post(address('/mcp'), initialize, other)).headers.get('mcp-session-id') ?? ''
    const held = post(address('/mcp'), toolCall(1, 'fixture__hang'), mine)
    while (!service.seen.calls.includes('hang')) await new Promise((resolve) => setImmediate(resolve))
    const sha256 = hash('sha256', OTHER_TOKEN)
    gateway.gateway.receive({ type: 'tokens', tokens: [{ ...anyToken, id: OTHER_TOKEN, sha256 }] })
    expect(await (await held).json()).toMatchObject({ id: 1, error: { code: rpcCode.outcomeUnknown } })
    expect(await statusOf(address('/mcp'), list, mine)).toBe(401)
    expect(await statusOf(address('/mcp'), list, { ...other, 'mcp-session-id': theirs })).toBe(200)
    const again = [TOKEN, OTHER_TOKEN].map((id) => ({ ...anyToken, id, sha256: hash('sha256', id) }))
    gateway.gateway.receive({ type: 'tokens', tokens: again })
    expect(await statusOf(address('/mcp'), list, mine)).toBe(404)
  })
})

describe('what the gateway answers itself', () => {
  const reply = async (message: object): Promise<unknown> =>
    await (await post(address('/mcp'), message, await openSession(address('/mcp')))).json()

  test.each([
    ['an unknown cursor', { method: 'tools/list', params: { cursor: 'x' } }, rpcCode.invalidParams],
    ['an unknown method', { method: 'tasks/list' }, rpcCode.methodNotFound],
    [
      'a log level nobody knows',
      { method: 'logging/setLevel', params: { level: 'loud' } },
      rpcCode.invalidParams,
    ],
    ['a tool nobody has', { method: 'tools/call', params: { name: 'x' } }, rpcCode.invalidParams],
  ])('%s', async (_what, message, code) => {
    expect(await reply({ jsonrpc: '2.0', id: 'a', ...message })).toMatchObject({ id: 'a', error: { code } })
  })

  test('every list, whole', async () => {
    for (const [method, member] of [
      ['prompts/list', 'prompts'],
      ['resources/list', 'resources'],
      ['resources/templates/list', 'resourceTemplates'],
    ] as const)
      expect(await reply({ jsonrpc: '2.0', id: 1, method })).toEqual({
        jsonrpc: '2.0',
        id: 1,
        result: { [member]: [] },
      })
  })

  test.each([
    ['2024-11-05', '2024-11-05'],
    ['1999-01-01', '2025-11-25'],
  ])('a handshake that asks for %s gets %s', async (asked, given) => {
    const params = { ...initialize.params, protocolVersion: asked }
    const answer = await (await post(address('/mcp'), { ...initialize, params })).json()
    expect(answer).toMatchObject({ result: { protocolVersion: given, serverInfo: { name: 'omnimind' } } })
  })

  test('a handshake that names no revision opens no session', async () => {
    const answer = await post(address('/mcp'), { ...initialize, params: {} })
    expect(await answer.json()).toMatchObject({ error: { code: rpcCode.invalidParams } })
    const id = answer.headers.get('mcp-session-id') ?? 'none'
    expect(await statusOf(address('/mcp'), list, { 'mcp-session-id': id })).toBe(404)
  })
})

test('a session counts for each service it reached, and leaves one that was taken out of its address', async () => {
  const url = address('/mcp')
  const session = await openSession(url)
  await (await post(url, toolCall(1, 'fixture__echo'), session)).text()
  const counted = async (sessions: Record<string, number>): Promise<void> =>
    void (await gateway.message(
      (message) =>
        message.type === 'traffic' && JSON.stringify(message.sessions) === JSON.stringify(sessions),
    ))
  await counted({ gateway: 1, fixture: 1 })
  gateway.messages.length = 0
  all.tools.delete('fixture')
  await counted({ gateway: 1 })
  expect(await statusOf(url, list, session)).toBe(200)
})
