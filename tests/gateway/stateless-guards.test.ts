import { afterEach, beforeEach, expect, test } from 'vitest'
import type { CallEnd } from '../../src/gateway/calls/call-guards'
import { call } from './support/modern-client'
import { ScriptedService } from './support/scripted-service'
import { StatelessGateway } from './support/stateless-gateway'

let service: ScriptedService
let gateway: StatelessGateway
let ends: CallEnd[]

beforeEach(async () => {
  ends = []
  service = new ScriptedService()
  const inputSchema = { type: 'object', properties: { name: { type: 'string', 'x-mcp-header': 'Name' } } }
  gateway = await StatelessGateway.start({
    service: { tools: [{ name: 'a', inputSchema }] },
    guards: {
      admit: (_call, decide) => {
        decide({ kind: 'send', queueMs: 0, done: (end) => void ends.push(end) })
        return { dispose: () => {} }
      },
    },
  })
  gateway.route({ kind: 'up', endpoint: service.endpoint })
})
afterEach(() => {
  gateway.close()
  service.close()
})

test('the parts of a call that asks its client say nothing about how fast the service is', async () => {
  const capabilities = { elicitation: {} }
  const asking = call(gateway.url, 'a', {}, { capabilities })
  const { id } = await service.hears(({ method }) => method === 'tools/call')
  service.say({ jsonrpc: '2.0', id: 'q', method: 'elicitation/create', relatedRequestId: id, params: {} })
  const { requestState, inputRequests } = (await asking).body.result as {
    requestState: string
    inputRequests: object
  }
  const [key = ''] = Object.keys(inputRequests)
  const more = { requestState, inputResponses: { [key]: { action: 'decline' } } }
  const done = call(gateway.url, 'a', {}, { capabilities, more })
  await service.hears((message) => message['id'] === 'q')
  service.say({ result: { content: [] }, jsonrpc: '2.0', id })
  expect((await done).body.result).toMatchObject({ resultType: 'complete' })
  const whole = call(gateway.url, 'a', { again: 1 })
  const next = await service.hears(({ method, id: other }) => method === 'tools/call' && other !== id)
  service.say({ result: { content: [] }, jsonrpc: '2.0', id: next['id'] })
  await whole
  expect(ends.map(({ outcome }) => outcome)).toEqual(['input-required', 'ok', 'ok'])
  expect(ends.map(({ serviceMs }) => serviceMs > 0)).toEqual([false, false, true])
})

test('a tool called through another one needs no headers: its client follows the definition of the outer one', async () => {
  const view = gateway.views.of('fixture')
  const tool = gateway.views.tool('fixture', 'a')
  if (!view || !tool) throw new Error('no view')
  gateway.views.of = () => ({
    ...view,
    tool: (params) => {
      const inner = (params['arguments'] as { arguments: unknown }).arguments
      return { kind: 'forward', serviceId: 'fixture', params: { name: 'a', arguments: inner }, tool }
    },
  })
  const answer = call(gateway.url, 'call_tool', { name: 'a', arguments: { name: 'Ada' } })
  const heard = await Promise.race([service.hears(({ method }) => method === 'tools/call'), answer])
  expect(heard).toMatchObject({ params: { name: 'a', arguments: { name: 'Ada' } } })
  service.say({ result: { content: [] }, jsonrpc: '2.0', id: (heard as { id: unknown }).id })
  expect((await answer).status).toBe(200)
})
