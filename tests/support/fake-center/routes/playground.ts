import type { Offer, PlaygroundAnswer, PlaygroundRequest, WireMessage } from '@shared/contract/playground'
import { ToolDefinition } from '@shared/mcp/tool'
import { FAKE_TOKEN } from '../fixtures'
import type { FaultyContract } from '../router'
import type { FakeState } from '../state'
import { answerCall } from './tool-answers'

export function playgroundRoutes(os: FaultyContract, state: FakeState) {
  return {
    offer: os.playground.offer.handler(({ input }) => offerOf(state, input.endpoint)),
    send: os.playground.send.handler(({ input, signal }) => answer(input, signal)),
    saved: os.playground.saved.handler(() => state.saved),
    save: os.playground.save.handler(({ input }) => {
      const id = `s${state.saved.length + 1}`
      state.saved = [...state.saved, { ...input, id, savedAt: Date.now() }]
      return state.saved
    }),
    removeSaved: os.playground.removeSaved.handler(({ input }) => {
      state.saved = state.saved.filter(({ id }) => id !== input.id)
      return state.saved
    }),
  }
}

function offerOf(state: FakeState, endpoint: string): Offer {
  const isProfile = state.gateway.profiles.some(({ id }) => id === endpoint)
  const tools = state.gateway.offered(endpoint, state.reviews()).map(({ serviceId, tool }) =>
    ToolDefinition.parse({
      ...tool.definition,
      name: isProfile ? `${serviceId}__${tool.name}` : tool.name,
    }),
  )
  if (endpoint !== 'memory' && !isProfile) return { tools, prompts: [], resources: [], resourceTemplates: [] }
  return {
    tools,
    prompts: [
      {
        name: 'summarise',
        description: 'Summarise what is known about an entity.',
        arguments: [
          { name: 'entity', description: 'Its name.', required: true },
          { name: 'style', description: 'For example “short”.' },
        ],
      },
    ],
    resources: [
      { uri: 'memory://graph', name: 'graph', title: 'The whole graph', mimeType: 'application/json' },
    ],
    resourceTemplates: [
      {
        uriTemplate: 'memory://entity/{name}',
        name: 'entity',
        title: 'One entity',
        description: 'By its name.',
      },
    ],
  }
}

/** What a request brings, with the messages a client would have seen. */
export async function answer(
  request: PlaygroundRequest,
  signal: AbortSignal | undefined,
): Promise<PlaygroundAnswer> {
  const from = performance.now()
  const result = await resultOf(request, signal)
  const durationMs = performance.now() - from
  return { result, error: null, durationMs, exchange: exchangeOf(request, result, durationMs) }
}

async function resultOf(
  request: PlaygroundRequest,
  signal: AbortSignal | undefined,
): Promise<Record<string, unknown>> {
  if (request.kind === 'tool') {
    return answerCall(request.name.replace(/^.*__/, ''), request.arguments, signal)
  }
  if (request.kind === 'resource') {
    const text = JSON.stringify({ entities: 12, relations: 31 })
    return { contents: [{ uri: request.uri, mimeType: 'application/json', text }] }
  }
  const words = `Summarise ${request.arguments['entity'] ?? 'everything'}.`
  return { messages: [{ role: 'user', content: { type: 'text', text: words } }] }
}

function exchangeOf(request: PlaygroundRequest, result: unknown, durationMs: number): WireMessage[] {
  const at = Date.now() - durationMs
  const message = (direction: WireMessage['direction'], offset: number, value: unknown): WireMessage => ({
    at: at + offset,
    direction,
    status: direction === 'received' ? 200 : null,
    headers:
      direction === 'sent'
        ? { authorization: `Bearer ${FAKE_TOKEN.slice(0, 4)}…`, 'content-type': 'application/json' }
        : { 'content-type': 'application/json', 'mcp-session-id': '5f1c-3' },
    text: JSON.stringify(value),
  })
  const methods = { tool: 'tools/call', resource: 'resources/read', prompt: 'prompts/get' }
  const { kind, endpoint: _, ...params } = request
  return [
    message('sent', 0, {
      jsonrpc: '2.0',
      id: 1,
      method: 'initialize',
      params: { protocolVersion: '2025-11-25' },
    }),
    message('received', 1.4, { jsonrpc: '2.0', id: 1, result: { serverInfo: { name: 'omnimind' } } }),
    message('sent', 2, { jsonrpc: '2.0', id: 2, method: methods[kind], params }),
    message('received', durationMs + 2, { jsonrpc: '2.0', id: 2, result }),
  ]
}
