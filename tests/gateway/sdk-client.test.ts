import { ElicitRequestSchema, ToolListChangedNotificationSchema } from '@modelcontextprotocol/sdk/types.js'
import { Client } from '@modelcontextprotocol/sdk/client/index.js'
import { StreamableHTTPClientTransport } from '@modelcontextprotocol/sdk/client/streamableHttp.js'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { RunningGateway, startService, TOKEN, type RunningService } from './support/running-gateway'

let gateway: RunningGateway
let service: RunningService
let client: Client
/** Method and status of each of the client's requests. */
let visits: string[]
let transport: StreamableHTTPClientTransport

beforeEach(async () => {
  service = startService()
  gateway = await RunningGateway.start({ streamAfterMs: 50, retryMs: 10 })
  visits = []
  gateway.route({ kind: 'up', endpoint: service.endpoint })
  transport = new StreamableHTTPClientTransport(gateway.url, {
    requestInit: { headers: { authorization: `Bearer ${TOKEN}` } },
    fetch: async (url, init) => {
      const answer = await fetch(url, init)
      visits.push(`${init?.method} ${answer.status}`)
      return answer
    },
  })
  client = new Client({ name: 'sdk', version: '1' }, { capabilities: { elicitation: {} } })
})

afterEach(async () => {
  await client.close()
  gateway.gateway.close()
  service.close()
})

const connect = async (): Promise<void> => await client.connect(transport)

const textOf = (result: unknown): string => (result as { content: { text: string }[] }).content[0]?.text ?? ''

describe('the SDK client', () => {
  test('lists and calls tools', async () => {
    await connect()
    expect((await client.listTools()).tools.map((tool) => tool.name)).toContain('echo')
    const result = await client.callTool({ name: 'echo', arguments: { text: 'grüß dich 😀' } })
    expect(textOf(result)).toBe('grüß dich 😀')
  })

  test('runs 200 calls at once, each with its own answer', async () => {
    await connect()
    for (let round = 0; round < 2; round++) {
      const texts = Array.from({ length: 100 }, (_, n) => `call ${round} ${n}`)
      const results = await Promise.all(
        texts.map((text) => client.callTool({ name: 'echo', arguments: { text } })),
      )
      expect(results.map(textOf)).toEqual(texts)
    }
  })

  test('sees progress in order before the result', async () => {
    await connect()
    const seen: number[] = []
    const result = await client.callTool({ name: 'progress', arguments: { count: 20 } }, undefined, {
      onprogress: ({ progress }) => seen.push(progress),
    })
    expect(textOf(result)).toBe('done')
    expect(seen).toEqual(Array.from({ length: 20 }, (_, n) => n + 1))
  })

  test('is asked a question in the middle of a call', async () => {
    client.setRequestHandler(ElicitRequestSchema, () => ({ action: 'accept', content: { name: 'Ada' } }))
    await connect()
    const result = await client.callTool({ name: 'ask', arguments: {} })
    expect(JSON.parse(textOf(result))).toEqual({ action: 'accept', content: { name: 'Ada' } })
  })

  test('hears what the service says unasked, on its GET stream', async () => {
    const changed = new Promise<void>((resolve) => {
      client.setNotificationHandler(ToolListChangedNotificationSchema, () => resolve())
    })
    await connect()
    await client.callTool({ name: 'announce', arguments: {} })
    await changed
  })

  test('cancels a call: the service hears it, the slot is free again', async () => {
    await connect()
    const abort = new AbortController()
    const call = client.callTool({ name: 'hang', arguments: {} }, undefined, { signal: abort.signal })
    while (!service.seen.calls.includes('hang')) await new Promise((resolve) => setImmediate(resolve))
    abort.abort()
    await expect(call).rejects.toThrow()
    while (service.seen.cancelled === 0) await new Promise((resolve) => setImmediate(resolve))
    const traffic = await gateway.message(
      (message) => message.type === 'traffic' && message.calls.some((one) => one.outcome === 'cancelled'),
    )
    expect(traffic).toBeDefined()
  })

  test('comes back at most once for the stream of a call it cancelled', async () => {
    await connect()
    const abort = new AbortController()
    const call = client.callTool({ name: 'hang', arguments: {} }, undefined, { signal: abort.signal })
    const given = expect(call).rejects.toThrow()
    // The call's own stream has begun.
    while (visits.filter((visit) => visit === 'POST 200').length < 2)
      await new Promise((resolve) => setImmediate(resolve))
    abort.abort()
    await given
    while (!visits.includes('GET 204')) await new Promise((resolve) => setImmediate(resolve))
    await new Promise((resolve) => setTimeout(resolve, 200))
    expect(visits.filter((visit) => visit.startsWith('GET')).toSorted()).toEqual(['GET 200', 'GET 204'])
  })

  test('ends its session; the id is unknown afterwards', async () => {
    await connect()
    const id = transport.sessionId ?? ''
    await transport.terminateSession()
    const answer = await fetch(gateway.url, {
      method: 'DELETE',
      headers: { authorization: `Bearer ${TOKEN}`, 'mcp-session-id': id },
    })
    expect(answer.status).toBe(404)
  })
})
