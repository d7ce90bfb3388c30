import { once } from 'node:events'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { VirtualClock } from '../../../tests/support/virtual-clock'
import { rpcCode } from '@shared/mcp/json-rpc'
import type { McpClient } from './index'
import { createMcpClient } from './index'

interface Rpc {
  id?: number
  method: string
  params?: { name?: string; cursor?: string; arguments?: Record<string, unknown> }
}

/** The gateway's public side, as a client sees it, with what can go wrong as verbs. */
class FakeGateway {
  readonly methods: string[] = []
  readonly tokens = new Set<string>()
  readonly ended: string[] = []
  #sessions = new Set<string>()
  #opened = 0
  onCall: (response: ServerResponse, answer: (body: object) => void) => void = (_response, answer) =>
    answer({ result: { content: [{ type: 'hologram', text: 'ok' }] } })
  /** When set, an HTTP status and a JSON-RPC error for every request of this method. */
  refusal: { method: string; status: number; error: { code: number; message: string } } | null = null
  readonly server = createServer((request, response) => void this.#serve(request, response))

  get sessions(): number {
    return this.#sessions.size
  }

  forgetSessions(): void {
    this.#sessions.clear()
  }

  async #serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    this.tokens.add(request.headers.authorization ?? '')
    if (request.method === 'GET') return void response.writeHead(405).end()
    const session = String(request.headers['mcp-session-id'])
    if (request.method === 'DELETE') {
      this.ended.push(session)
      this.#sessions.delete(session)
      return void response.writeHead(200).end()
    }
    let text = ''
    for await (const chunk of request) text += String(chunk)
    const message = JSON.parse(text) as Rpc
    this.methods.push(message.method)
    if (this.refusal?.method === message.method) {
      const { status, error } = this.refusal
      response.writeHead(status, { 'content-type': 'application/json' })
      return void response.end(JSON.stringify({ jsonrpc: '2.0', id: null, error }))
    }
    if (message.method !== 'initialize' && !this.#sessions.has(session))
      return void response.writeHead(404).end()
    const answer = (body: object, headers: Record<string, string> = {}): void => {
      response.writeHead(200, { 'content-type': 'application/json', ...headers })
      response.end(JSON.stringify({ jsonrpc: '2.0', id: message.id, ...body }))
    }
    if (message.id === undefined) response.writeHead(202).end()
    else if (message.method === 'initialize') this.#initialize(answer)
    else if (message.method === 'tools/list') answer({ result: page(message.params?.cursor) })
    else this.onCall(response, answer)
  }

  #initialize(answer: (body: object, headers: Record<string, string>) => void): void {
    const id = `s${++this.#opened}`
    this.#sessions.add(id)
    const serverInfo = { name: 'fake', version: '1' }
    answer(
      { result: { protocolVersion: '2025-06-18', capabilities: { tools: {} }, serverInfo } },
      { 'mcp-session-id': id },
    )
  }
}

function page(cursor: string | undefined): object {
  const tool = (name: string) => ({ name, inputSchema: { type: 'object' } })
  return cursor === undefined ? { tools: [tool('one')], nextCursor: 'b' } : { tools: [tool('two')] }
}

let gateway: FakeGateway
let clock: VirtualClock
let client: McpClient
let memory: { id: string; url: string }
beforeEach(async () => {
  gateway = new FakeGateway()
  gateway.server.listen(0, '127.0.0.1')
  await once(gateway.server, 'listening')
  memory = { id: 'memory', url: `http://127.0.0.1:${(gateway.server.address() as AddressInfo).port}/mcp` }
  clock = new VirtualClock()
  client = createMcpClient({ token: 'omm_x', version: '0.1.0', clock })
})
afterEach(async () => {
  await client.close()
  gateway.server.closeAllConnections()
  gateway.server.close()
})

const call = (signal?: AbortSignal) => client.callTool(memory, { tool: 'one', arguments: {} }, signal)
const callsSeen = () => gateway.methods.filter((method) => method === 'tools/call').length

describe('a session', () => {
  it('is opened once with the token, reads every page, and passes new kinds of content on', async () => {
    expect((await client.listTools(memory)).map(({ name }) => name)).toEqual(['one', 'two'])
    expect(await call()).toEqual({ content: [{ type: 'hologram', text: 'ok' }] })
    expect(gateway.methods.filter((method) => method === 'initialize')).toHaveLength(1)
    expect([...gateway.tokens]).toEqual(['Bearer omm_x'])
  })

  it('that the gateway forgot is opened again, and the call is sent once more', async () => {
    await call()
    gateway.forgetSessions()
    expect((await call()).content).toHaveLength(1)
    expect(gateway.sessions).toBe(1)
  })

  it('is ended when nobody used it for two minutes', async () => {
    await call()
    await clock.advance(119_000)
    expect(gateway.ended).toEqual([])
    await clock.advance(1_000)
    await expect.poll(() => gateway.ended).toEqual(['s1'])
  })
})

describe('a session in use', () => {
  /** Every call waits here until the test answers it. */
  const holdCalls = () => {
    const held: { response: ServerResponse; answer: (body: object) => void }[] = []
    gateway.onCall = (response, answer) => void held.push({ response, answer })
    return held
  }
  const result = { result: { content: [{ type: 'text', text: 'late' }] } }

  it('is not ended under a call that takes longer than two minutes', async () => {
    const held = holdCalls()
    const running = call()
    await expect.poll(() => held).toHaveLength(1)
    await clock.advance(4 * 60_000)
    await new Promise(setImmediate)
    expect(gateway.ended).toEqual([])
    held[0]?.answer(result)
    expect((await running).content).toHaveLength(1)
    await clock.advance(2 * 60_000)
    await expect.poll(() => gateway.ended).toEqual(['s1'])
  })

  it('is not ended under another call when one of two failed, and not used again', async () => {
    const held = holdCalls()
    const [first, second] = [call(), call()]
    await expect.poll(() => held).toHaveLength(2)
    const broken = expect(first).rejects.toMatchObject({ code: 'OUTCOME_UNKNOWN' })
    held[0]?.response.destroy()
    await broken
    const third = call()
    await expect.poll(() => held).toHaveLength(3)
    expect(gateway.ended).toEqual([])
    held[1]?.answer(result)
    expect((await second).content).toHaveLength(1)
    await expect.poll(() => gateway.ended).toEqual(['s1'])
    held[2]?.answer(result)
    await third
    expect(gateway.sessions).toBe(1)
  })
})

describe('a refusal with an HTTP status', () => {
  it('of opening the session is told in the words of the gateway, and the next call opens another', async () => {
    const error = { code: rpcCode.serviceUnavailable, message: '"memory" is not running: it failed.' }
    gateway.refusal = { method: 'initialize', status: 503, error }
    await expect(call()).rejects.toMatchObject({ code: 'SERVICE_UNAVAILABLE', message: error.message })
    gateway.refusal = null
    expect((await call()).content).toHaveLength(1)
  })

  it("of a call is the gateway's word that it was not done, and keeps the session", async () => {
    const error = { code: rpcCode.refused, message: 'Too many requests at a time.' }
    gateway.refusal = { method: 'tools/call', status: 429, error }
    await expect(call()).rejects.toMatchObject({ code: 'REQUEST_REFUSED', message: error.message })
    gateway.refusal = null
    await call()
    expect(gateway.methods.filter((method) => method === 'initialize')).toHaveLength(1)
  })
})

describe('a call', () => {
  it('whose connection broke is not sent twice', async () => {
    await call()
    gateway.onCall = (response) => response.destroy()
    await expect(call()).rejects.toMatchObject({ code: 'OUTCOME_UNKNOWN' })
    expect(callsSeen()).toBe(2)
  })

  it.each([
    [rpcCode.outcomeUnknown, 'OUTCOME_UNKNOWN'],
    [rpcCode.serviceUnavailable, 'SERVICE_UNAVAILABLE'],
    [rpcCode.refused, 'REQUEST_REFUSED'],
    [rpcCode.invalidParams, 'BAD_INPUT'],
  ])('answered with %i fails as %s, in the words of the gateway', async (code, expected) => {
    gateway.onCall = (_response, answer) => answer({ error: { code, message: 'because' } })
    await expect(call()).rejects.toMatchObject({ code: expected, message: 'because' })
    expect(gateway.sessions).toBe(1)
  })

  it('is cancelled by the signal', async () => {
    const controller = new AbortController()
    gateway.onCall = () => controller.abort()
    await expect(call(controller.signal)).rejects.toMatchObject({ name: 'AbortError' })
    await expect.poll(() => gateway.methods).toContain('notifications/cancelled')
  })

  it('to nobody says that the service is unavailable', async () => {
    gateway.server.close()
    await expect(call()).rejects.toMatchObject({ code: 'SERVICE_UNAVAILABLE' })
  })
})
