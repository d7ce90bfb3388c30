import { hash } from 'node:crypto'
import { expect, onTestFinished, test } from 'vitest'
import { unlimitedScope } from '@shared/domain/client-token'
import { metaKey } from '@shared/mcp/modern'
import { anyToken } from '../support/gateway-config'
import { catalogTool, FakeView, FakeViews } from './support/fake-view'
import { call } from './support/modern-client'
import { openSession, post } from './support/raw-client'
import { RunningGateway, startService, TOKEN } from './support/running-gateway'
import { ScriptedService } from './support/scripted-service'
import { StatelessGateway } from './support/stateless-gateway'

const hello = {
  protocolVersion: '2025-11-25',
  capabilities: { tools: {} },
  serverInfo: { name: 'x', version: '1' },
}
const runs = (tool: string) => (message: Record<string, unknown>) =>
  (message['params'] as { name?: string } | undefined)?.name === tool

test('clients of one token have conversations of their own with an older service', async () => {
  const service = new ScriptedService(hello)
  const tools = ['a', 'b'].map((name) => catalogTool(name).definition)
  const gateway = await StatelessGateway.start({ service: { tools } })
  onTestFinished(() => {
    gateway.close()
    service.close()
  })
  gateway.route({ kind: 'up', endpoint: service.endpoint })
  const by = (name: string) => ({ meta: { [metaKey.clientInfo]: { name, version: '1' } } })
  void call(gateway.url, 'a', {}, by('client-A')).catch(() => null)
  await service.hears(runs('a'))
  void call(gateway.url, 'b', {}, by('client-B')).catch(() => null)
  await service.hears(runs('b'))
  expect(service.heard.filter(({ method }) => method === 'initialize')).toHaveLength(2)
})

test('an answer nested too deep ends its call at once, with an error', async () => {
  const service = new ScriptedService(hello)
  const tools = ['a'].map((name) => catalogTool(name).definition)
  const gateway = await StatelessGateway.start({ service: { tools } })
  onTestFinished(() => {
    gateway.close()
    service.close()
  })
  gateway.route({ kind: 'up', endpoint: service.endpoint })
  const answer = call(gateway.url, 'a', {})
  const heard = await service.hears(runs('a'))
  const deep = `${'['.repeat(1_100)}${']'.repeat(1_100)}`
  service.say(`{"jsonrpc":"2.0","id":${String(heard['id'])},"result":${deep}}`)
  expect((await answer).body).toMatchObject({ error: { code: -32603 } })
})

test("a limited token sees on a service's own port what it may call", async () => {
  const view = new FakeView('fixture', { fixture: ['echo', 'hang'] })
  const service = startService()
  const gateway = await RunningGateway.start({}, ['fixture'], undefined, { views: new FakeViews(view) })
  onTestFinished(() => {
    gateway.gateway.close()
    service.close()
  })
  gateway.route({ kind: 'up', endpoint: service.endpoint })
  const scope = { ...unlimitedScope, tools: ['fixture/echo'] }
  const token = { ...anyToken, id: TOKEN, sha256: hash('sha256', TOKEN), scope }
  gateway.gateway.receive({ type: 'tokens', tokens: [token] })
  const session = await openSession(gateway.url)
  const text = await (
    await post(gateway.url, { jsonrpc: '2.0', id: 1, method: 'tools/list' }, session)
  ).text()
  expect(text).toContain('fixture__echo')
  expect(text).not.toContain('hang')
})
