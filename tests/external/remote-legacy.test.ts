import type { ServerResponse } from 'node:http'
import { describe, expect, test } from 'vitest'
import { ElicitRequestSchema } from '@modelcontextprotocol/sdk/types.js'
import { SECOND, sleep, systemClock } from '@shared/lib/clock'
import { VirtualClock } from '../support/virtual-clock'
import { held } from './support/held'
import { RunningTenant, fromTenant } from './support/remote-tenant'
import { ScriptedServer } from './support/scripted-server'
import { startSessionServer } from './support/session-server'

describe('a server of SDK 1.x with sessions', () => {
  test('lists, calls, and puts questions, progress and logs on the stream of their request', async () => {
    const server = held(await startSessionServer())
    const tenant = held(await RunningTenant.start(server.url))
    const client = await tenant.client({ elicitation: {} }, (one) =>
      one.setRequestHandler(ElicitRequestSchema, () => ({ action: 'accept', content: { name: 'Ada' } })),
    )
    expect((await client.listTools()).tools.map((tool) => tool.name)).toContain('ask')
    expect(await client.callTool({ name: 'ask', arguments: {} })).toMatchObject({
      content: [{ type: 'text', text: 'Hello Ada' }],
    })
    const progress: number[] = []
    await client.callTool({ name: 'count', arguments: {} }, undefined, {
      onprogress: (told) => progress.push(told.progress),
    })
    expect(progress).toEqual([1, 2, 3])
  })

  test('says goodbye to the session when the gateway does', async () => {
    const server = held(await startSessionServer())
    const tenant = held(await RunningTenant.start(server.url))
    const client = await tenant.client()
    await client.listTools()
    expect(server.sessions()).toBe(1)
    await client.close()
    await expect.poll(() => server.sessions()).toBe(0)
  })

  test('a lost session closes the pipe; a call on it is answered, as it did nothing', async () => {
    const server = held(await startSessionServer())
    const tenant = held(await RunningTenant.start(server.url))
    const client = await tenant.client()
    await client.listTools()
    const closed = new Promise<void>((resolve) => (client.onclose = resolve))
    server.forget()
    await expect(client.callTool({ name: 'ask', arguments: {} })).rejects.toThrow(/safe to try again/)
    await closed
  })
})

describe('a server that misbehaves', () => {
  const initialize = { jsonrpc: '2.0', id: 1, method: 'initialize', params: {} } as const
  const call = { jsonrpc: '2.0', id: 7, method: 'tools/call', params: { name: 'x' } } as const

  /** A tenant in front of the script, and an open session on it. */
  async function session(server: ScriptedServer): Promise<(message: object) => Promise<unknown>> {
    held(server)
    const tenant = held(await RunningTenant.start(server.url, { requestTimeoutMs: 2_000 }))
    const transport = await tenant.transport()
    const waiting = new Map<unknown, (message: unknown) => void>()
    transport.onmessage = (message) => {
      if ('id' in message && !('method' in message)) waiting.get(message.id)?.(message)
    }
    await transport.start()
    held({ close: () => transport.close() })
    const ask = async (message: object): Promise<unknown> => {
      const answer = new Promise((resolve) => waiting.set((message as { id?: unknown }).id, resolve))
      await transport.send(message as never)
      return await answer
    }
    await ask(initialize)
    return ask
  }

  test('breaks off a call: the outcome is unknown, and nothing was sent twice', async () => {
    const server = await ScriptedServer.start((request, response) => {
      if (request.method === 'tools/call') return void response.destroy()
      return 'default'
    })
    const ask = await session(server)
    expect(await ask(call)).toMatchObject({ id: 7, error: { code: -32050 } })
    expect(server.count('tools/call')).toBe(1)
  })

  test('never answers: the call is given up and says so', async () => {
    const server = await ScriptedServer.start((request) =>
      request.method === 'tools/call' ? 'held' : 'default',
    )
    held(server)
    const tenant = held(await RunningTenant.start(server.url, { requestTimeoutMs: -4_800 }))
    const transport = await tenant.transport()
    const answer = new Promise((resolve) => (transport.onmessage = resolve))
    await transport.start()
    held({ close: () => transport.close() })
    await transport.send(call)
    expect(await answer).toMatchObject({ error: { code: -32050 } })
  })

  test('answers with more than 10 MB: an error, and the next call works', async () => {
    const server = await ScriptedServer.start((request, response) => {
      if (request.method !== 'tools/call' || request.params?.['name'] !== 'x') return 'default'
      response.writeHead(200, { 'content-type': 'application/json' })
      const write = (): void => {
        while (!response.destroyed && response.write(' '.repeat(65_536)));
        if (!response.destroyed) response.once('drain', write)
      }
      write()
      return 'held'
    })
    const ask = await session(server)
    expect(await ask(call)).toMatchObject({ error: { message: expect.stringContaining('10 MB') } })
    expect(await ask({ ...call, id: 8, params: { name: 'y' } })).toMatchObject({ id: 8, result: {} })
  })

  test('answers another request than was asked: that answer is not passed on', async () => {
    const server = await ScriptedServer.start((request, response) => {
      if (request.method !== 'tools/call') return 'default'
      response.writeHead(200, { 'content-type': 'text/event-stream' })
      response.write(`data: {"jsonrpc":"2.0","id":99,"result":{}}\n\n`)
      response.end(`data: {"jsonrpc":"2.0","id":7,"result":{"right":true}}\n\n`)
      return 'held'
    })
    const ask = await session(server)
    expect(await ask(call)).toMatchObject({ id: 7, result: { right: true } })
  })

  test('closes the stream with an id: it is taken up again there, after the time it asked for', async () => {
    let closedAt = 0
    let resumedAfterMs = 0
    const server = await ScriptedServer.start((request, response, http) => {
      if (http.method === 'GET' && http.headers['last-event-id'] === 'e1') {
        resumedAfterMs = performance.now() - closedAt
        response.writeHead(200, { 'content-type': 'text/event-stream' })
        response.end(`id: e2\ndata: {"jsonrpc":"2.0","id":7,"result":{"late":true}}\n\n`)
        return 'held'
      }
      if (request.method !== 'tools/call') return 'default'
      response.writeHead(200, { 'content-type': 'text/event-stream' })
      response.end(`id: e1\nretry: 300\ndata: \n\n`, () => (closedAt = performance.now()))
      return 'held'
    })
    const ask = await session(server)
    expect(await ask(call)).toMatchObject({ id: 7, result: { late: true } })
    expect(resumedAfterMs).toBeGreaterThan(290)
    expect(server.count('tools/call')).toBe(1)
  })

  test('redirects elsewhere: not followed, and its headers do not go there', async () => {
    const elsewhere = held(await ScriptedServer.start(() => 'default'))
    const server = held(
      await ScriptedServer.start((_, response) => {
        response.writeHead(307, { location: elsewhere.url }).end()
        return 'held'
      }),
    )
    const tenant = held(new RunningTenant(server.url, { headers: { authorization: 'Bearer secret-1' } }))
    const exit = await tenant.ended()
    expect(exit).toMatchObject({ kind: 'spawn-failed', message: expect.stringContaining('not followed') })
    expect(elsewhere.requests).toHaveLength(0)
    expect(JSON.stringify(tenant.messages)).not.toContain('secret-1')
  })
})

describe('a server that cannot be reached', () => {
  const progressOf = (tenant: RunningTenant): string[] =>
    tenant.messages.flatMap((message) => {
      const told = fromTenant(message)
      return told?.type === 'progress' ? [told.text] : []
    })

  test('refuses the connection: it says so, tries again ever more rarely, and serves when it is there', async () => {
    const clock = new VirtualClock()
    const server = held(await ScriptedServer.start(() => 'default'))
    const { url } = server
    server.close()
    const tenant = held(new RunningTenant(url, { clock }))
    for (const seconds of [1, 2, 4, 8, 16, 32, 60, 60]) {
      const text = `refused the connection. Is the server running? Trying again in ${seconds} s.`
      await expect.poll(() => progressOf(tenant).at(-1)).toContain(text)
      await clock.advance(seconds * SECOND)
    }
    expect(tenant.messages.filter(({ type }) => type === 'ended')).toEqual([])
    await expect.poll(() => progressOf(tenant).length).toBe(9)
    held(await ScriptedServer.start(() => 'default', Number(new URL(url).port)))
    await clock.advance(60 * SECOND)
    await tenant.listening()
  })

  test('has no name', async () => {
    const tenant = held(new RunningTenant('http://nowhere.invalid/mcp'))
    await tenant.message((message) => fromTenant(message)?.type === 'progress')
    expect(progressOf(tenant)[0]).toMatch(/nowhere\.invalid.* Trying again in 1 s\./)
  })

  test('takes no notifications: each is given up after 10 s, and a cancelled call at once', async () => {
    const clock = new VirtualClock()
    const calls: ServerResponse[] = []
    const notified: ServerResponse[] = []
    const server = held(
      await ScriptedServer.start(({ method }, response) => {
        if (method === 'tools/call') calls.push(response)
        else if (method === 'notifications/cancelled') notified.push(response)
        else return 'default'
        return 'held'
      }),
    )
    const tenant = held(await RunningTenant.start(server.url, { clock }))
    const client = await tenant.client()
    const abort = new AbortController()
    const call = client.callTool({ name: 'x', arguments: {} }, undefined, { signal: abort.signal })
    call.catch(() => {})
    await expect.poll(() => calls.length).toBe(1)
    abort.abort('enough')
    await expect.poll(() => notified.length).toBe(1)
    await expect.poll(() => calls[0]?.destroyed).toBe(true)
    expect(notified[0]?.destroyed).toBe(false)
    await clock.advance(10 * SECOND)
    await expect.poll(() => notified[0]?.destroyed).toBe(true)
  })

  test('does not speak MCP', async () => {
    const server = held(
      await ScriptedServer.start((_, response) => {
        response.writeHead(404).end('<html>')
        return 'held'
      }),
    )
    const tenant = held(new RunningTenant(server.url))
    expect(await tenant.ended()).toMatchObject({ message: expect.stringContaining('HTTP 404') })
  })

  test('does not accept the header set for it: a matter of configuration, told without the header', async () => {
    const server = held(
      await ScriptedServer.start((_, response) => {
        response.writeHead(401).end()
        return 'held'
      }),
    )
    const tenant = held(new RunningTenant(server.url, { headers: { Authorization: 'Bearer secret-2' } }))
    expect(await tenant.ended()).toEqual({ kind: 'exited', code: 78 })
    expect(tenant.messages.some((message) => fromTenant(message)?.type === 'config-error')).toBe(true)
    expect(JSON.stringify(tenant.messages)).not.toContain('secret-2')
  })
})

test('a stopped tenant leaves no connection behind', async () => {
  const server = held(await startSessionServer())
  const tenant = held(await RunningTenant.start(server.url))
  await tenant.client()
  tenant.stop()
  expect(await tenant.ended()).toEqual({ kind: 'exited', code: 0 })
  await expect.poll(() => server.sessions()).toBe(0)
  await sleep(systemClock, 50)
  expect(await server.connections()).toBe(0)
})
