import { describe, expect, test } from 'vitest'
import type { JsonRpcRequest } from '@shared/mcp/json-rpc'
import { createRoutes } from './routes'
import { SessionMemory } from './session-memory'

describe('routes', () => {
  test('a service nobody told us about is coming', () => {
    expect(createRoutes(() => {}).of('new').current).toEqual({ kind: 'coming' })
  })

  test('a sleeping service is woken once per sleep', () => {
    const woken: string[] = []
    const routes = createRoutes((serviceId) => woken.push(serviceId))
    const cell = routes.of('s')
    cell.wake()
    expect(woken).toEqual([])
    routes.set('s', { kind: 'asleep' })
    cell.wake()
    cell.wake()
    expect(woken).toEqual(['s'])
    routes.set('s', { kind: 'coming' })
    routes.set('s', { kind: 'asleep' })
    cell.wake()
    expect(woken).toEqual(['s', 's'])
  })

  test('who listens hears of changes until it stops listening', () => {
    const routes = createRoutes(() => {})
    const heard: string[] = []
    const listening = routes.of('s').onChange((route) => heard.push(route.kind))
    routes.set('s', { kind: 'asleep' })
    listening.dispose()
    routes.set('s', { kind: 'coming' })
    expect(heard).toEqual(['asleep'])
  })
})

describe('the memory of a session', () => {
  const request = (method: string, params: Record<string, unknown> = {}): JsonRpcRequest => ({
    jsonrpc: '2.0',
    id: 1,
    method,
    params,
  })
  const methods = (memory: SessionMemory): unknown[] =>
    memory.followingLines((n) => `x-${n}`).map((line) => (JSON.parse(line) as { method: string }).method)

  test('holds no handshake before one was accepted', () => {
    expect(new SessionMemory().handshakeLine('a')).toBeNull()
  })

  test('replays the handshake word for word, under another id', () => {
    const memory = new SessionMemory()
    memory.keepHandshake(
      request('initialize', { protocolVersion: '2025-11-25', capabilities: { roots: {} } }),
    )
    expect(JSON.parse(memory.handshakeLine('a') ?? '')).toEqual({
      ...request('initialize', { protocolVersion: '2025-11-25', capabilities: { roots: {} } }),
      id: 'a',
    })
  })

  test('keeps the last log level and the open subscriptions, at most 256', () => {
    const memory = new SessionMemory()
    memory.note({ jsonrpc: '2.0', method: 'notifications/initialized' })
    memory.note(request('logging/setLevel', { level: 'debug' }))
    memory.note(request('logging/setLevel', { level: 'error' }))
    memory.note(request('resources/subscribe', { uri: 'a' }))
    memory.note(request('resources/unsubscribe', { uri: 'a' }))
    memory.note(request('resources/subscribe', { uri: 'b' }))
    memory.note(request('tools/call', { name: 'c', uri: 'd' }))
    expect(methods(memory)).toEqual(['notifications/initialized', 'logging/setLevel', 'resources/subscribe'])
    expect(memory.followingLines(() => 'x')[1]).toContain('"error"')
    for (let n = 0; n < 300; n++) memory.note(request('resources/subscribe', { uri: `u${n}` }))
    const lines = memory.followingLines(() => 'x')
    expect(lines).toHaveLength(258)
    expect(lines.at(-1)).toContain('"u299"')
  })
})
