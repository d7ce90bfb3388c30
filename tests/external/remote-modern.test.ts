import { describe, expect, test } from 'vitest'
import { ElicitRequestSchema, ToolListChangedNotificationSchema } from '@modelcontextprotocol/sdk/types.js'
import { metaKey, MODERN_VERSION } from '@shared/mcp/modern'
import { startModernServer } from './support/modern-server'
import { held } from './support/held'
import { RunningTenant } from './support/remote-tenant'
import { startSessionServer } from './support/session-server'

const meta = {
  [metaKey.protocolVersion]: MODERN_VERSION,
  [metaKey.clientInfo]: { name: 'test', version: '1.0' },
  [metaKey.clientCapabilities]: { elicitation: { form: {} } },
}

/** Sends requests as they are and hears everything that comes back. */
async function raw(tenant: RunningTenant): Promise<{
  heard: Record<string, unknown>[]
  related: unknown[]
  ask(id: number, method: string, params?: object): Promise<Record<string, unknown>>
  tell(method: string, params: Record<string, unknown>): Promise<void>
}> {
  const transport = await tenant.transport()
  held({ close: () => transport.close() })
  const heard: Record<string, unknown>[] = []
  let wake: () => void = () => {}
  transport.onmessage = (message) => {
    heard.push(message)
    wake()
  }
  await transport.start()
  return {
    heard,
    get related() {
      return transport.related.map(({ to }) => to)
    },
    async ask(id, method, params = {}) {
      await transport.send({ jsonrpc: '2.0', id, method, params: { ...params, _meta: meta } })
      for (;;) {
        const answer = heard.find((message) => message['id'] === id)
        if (answer) return answer
        await new Promise<void>((resolve) => (wake = resolve))
      }
    },
    tell: (method, params) => transport.send({ jsonrpc: '2.0', method, params }),
  }
}

describe.each(['modern', 'dual'] as const)('a %s server, asked in 2026-07-28', (kind) => {
  test('answers pass as they are', async () => {
    const server = held(await startModernServer(kind))
    const session = await raw(held(await RunningTenant.start(server.url)))
    expect(await session.ask(1, 'server/discover')).toMatchObject({
      result: { supportedVersions: [MODERN_VERSION], resultType: 'complete' },
    })
    const first = await session.ask(2, 'tools/call', { name: 'ask', arguments: {} })
    expect(first).toMatchObject({
      result: { resultType: 'input_required', inputRequests: { who: { method: 'elicitation/create' } } },
    })
    const { requestState } = first['result'] as { requestState?: unknown }
    const inputResponses = { who: { action: 'accept', content: { name: 'Ada' } } }
    const second = await session.ask(3, 'tools/call', {
      name: 'ask',
      arguments: {},
      inputResponses,
      requestState,
    })
    expect(second).toMatchObject({ result: { content: [{ text: 'Hello Ada' }] } })
  })

  test('arguments that a tool wants in headers are there, also when its list was never read', async () => {
    const server = held(await startModernServer(kind))
    const session = await raw(held(await RunningTenant.start(server.url)))
    const answer = await session.ask(1, 'tools/call', { name: 'headed', arguments: { region: 'Zürich' } })
    expect(answer).toMatchObject({ result: { content: [{ text: 'Zürich' }] } })
  })

  test('a subscription hears of changes until it is cancelled', async () => {
    const server = held(await startModernServer(kind))
    const session = await raw(held(await RunningTenant.start(server.url)))
    void session.ask(1, 'subscriptions/listen', { notifications: { toolsListChanged: true } })
    await expect.poll(() => session.heard.length).toBe(1)
    server.changeTools()
    await expect
      .poll(() => session.heard.map(({ method }) => method))
      .toContain('notifications/tools/list_changed')
    expect(new Set(session.related)).toEqual(new Set([1]))
    await session.tell('notifications/cancelled', { requestId: 1 })
    await expect.poll(() => server.connections()).toBeLessThan(2)
  })
})

describe('a client with a session in front of a server that has none', () => {
  test('the handshake is answered, questions reach the client, changes are told', async () => {
    const server = held(await startModernServer('modern'))
    const tenant = held(await RunningTenant.start(server.url))
    let changes = 0
    const client = await tenant.client({ elicitation: {} }, (one) => {
      one.setRequestHandler(ElicitRequestSchema, () => ({ action: 'accept', content: { name: 'Ada' } }))
      one.setNotificationHandler(ToolListChangedNotificationSchema, () => void (changes += 1))
    })
    expect(client.getServerVersion()).toMatchObject({ name: 'modern' })
    expect((await client.listTools()).tools.map(({ name }) => name)).toEqual(['ask', 'headed'])
    const answer = await client.callTool({ name: 'ask', arguments: {} })
    expect(answer).toMatchObject({ content: [{ text: 'Hello Ada' }] })
    expect(answer).not.toHaveProperty('resultType')
    await client.ping()
    await expect
      .poll(() => {
        server.changeTools()
        return changes
      })
      .toBeGreaterThan(0)
  })

  test('a question that is declined with an error fails its request only', async () => {
    const server = held(await startModernServer('modern'))
    const tenant = held(await RunningTenant.start(server.url))
    const client = await tenant.client({ elicitation: {} }, (one) =>
      one.setRequestHandler(ElicitRequestSchema, () => {
        throw new Error('not now')
      }),
    )
    await expect(client.callTool({ name: 'ask', arguments: {} })).rejects.toThrow(/not now/)
    expect((await client.listTools()).tools).toHaveLength(2)
  })
})

test('a client of 2026-07-28 on a server that only knows sessions is told so', async () => {
  const server = held(await startSessionServer())
  const session = await raw(held(await RunningTenant.start(server.url)))
  expect(await session.ask(1, 'server/discover')).toMatchObject({ error: { code: -32601 } })
})
