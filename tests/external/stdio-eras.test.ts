import { resolve } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { buildHost, type BuiltHost } from './support/build-host'
import { HostChild } from './support/host-child'
import { textOf, type PipeMessage, type PipeSession } from './support/pipe-session'
import { everythingServer, nodeTarget } from './support/stdio-target'

let built: BuiltHost
let host: HostChild
beforeAll(async () => {
  built = await buildHost('stdio-host')
  host = new HostChild(built.entry)
})
afterAll(async () => {
  await host.kill()
  built.remove()
})

const v2Server = resolve(import.meta.dirname, 'fixtures/v2-server.mjs')
const meta = {
  'io.modelcontextprotocol/protocolVersion': '2026-07-28',
  'io.modelcontextprotocol/clientCapabilities': {},
  'io.modelcontextprotocol/clientInfo': { name: 'test', version: '1' },
}

async function modern(
  session: PipeSession,
  method: string,
  params: Record<string, unknown> = {},
  id?: string,
): Promise<PipeMessage> {
  const { _meta = {}, ...rest } = params
  return await session.request(method, { ...rest, _meta: { ...meta, ...(_meta as object) } }, id)
}
const era = async (session: PipeSession): Promise<string> =>
  textOf(await modern(session, 'tools/call', { name: 'era', arguments: {} })).replace(/ \d+$/, '')

test('a server of both eras serves both, on one connection and many', async () => {
  const tenant = await host.open(nodeTarget(v2Server, ['serve'])).listening()
  const [both, bare] = await Promise.all([tenant.session(), tenant.connect()])
  expect(textOf(await both.call('era'))).toMatch(/^legacy/)
  // Two at once, on the first question: one second child is started, not two.
  expect(await Promise.all([era(both), era(bare)])).toEqual(['modern', 'modern'])
  const pids = await Promise.all(
    [both, bare].map(async (session) =>
      textOf(await modern(session, 'tools/call', { name: 'era', arguments: {} })),
    ),
  )
  expect(new Set(pids).size).toBe(1)
  expect(textOf(await both.call('era'))).toMatch(/^legacy/)
  const discovered = await modern(bare, 'server/discover')
  expect(discovered.result).toMatchObject({ resultType: 'complete', supportedVersions: ['2026-07-28'] })
})

test('progress and subscriptions of stateless requests keep the names the client gave them', async () => {
  const tenant = await host.open(nodeTarget(v2Server, ['serve'])).listening()
  const [one, two] = await Promise.all([tenant.connect(), tenant.connect()])
  for (const session of [one, two])
    session.send({
      id: 'my listen',
      method: 'subscriptions/listen',
      params: { notifications: { toolsListChanged: true }, _meta: meta },
    })
  const acknowledged = await one.find(({ method }) => method === 'notifications/subscriptions/acknowledged')
  await two.find(({ method }) => method === 'notifications/subscriptions/acknowledged')
  expect(acknowledged).toMatchObject({
    relatedRequestId: 'my listen',
    params: { _meta: { 'io.modelcontextprotocol/subscriptionId': 'my listen' } },
  })
  await modern(one, 'tools/call', { name: 'grow', arguments: {} })
  for (const session of [one, two])
    expect(await session.find(({ method }) => method === 'notifications/tools/list_changed')).toMatchObject({
      relatedRequestId: 'my listen',
      params: { _meta: { 'io.modelcontextprotocol/subscriptionId': 'my listen' } },
    })
  two.notify('notifications/cancelled', { requestId: 'my listen' })
  const steps = await modern(
    two,
    'tools/call',
    { name: 'steps', arguments: {}, _meta: { progressToken: 't' } },
    'steps',
  )
  expect(textOf(steps)).toBe('stepped')
  expect(
    two
      .all('notifications/progress')
      .map(({ params, relatedRequestId }) => [params?.['progressToken'], relatedRequestId]),
  ).toEqual(Array.from({ length: 3 }, () => ['t', 'steps']))
})

test('a server of the new era only is used as one, and says itself that it keeps no sessions', async () => {
  const tenant = await host.open(nodeTarget(v2Server, ['reject'])).listening()
  const session = await tenant.connect()
  expect((await session.initialize()).error).toMatchObject({
    code: -32022,
    data: { supported: ['2026-07-28'] },
  })
  expect(await era(session)).toBe('modern')
})

test('a server of the old era only says no, at once the second time', async () => {
  const tenant = await host.open(nodeTarget(everythingServer, ['stdio'])).listening()
  const session = await tenant.session()
  expect((await modern(session, 'server/discover')).error).toMatchObject({ code: -32601 })
  const begun = performance.now()
  expect((await modern(session, 'tools/list')).error).toMatchObject({ code: -32601 })
  expect(performance.now() - begun).toBeLessThan(50)
  expect(textOf(await session.call('echo', { message: 'legacy' }))).toBe('Echo: legacy')
})

test('per session: the era of the first message is the child’s', async () => {
  const tenant = await host.open(nodeTarget(v2Server, ['serve'], { sharing: 'per-session' })).listening()
  const [old, bare] = await Promise.all([tenant.session(), tenant.connect()])
  expect(textOf(await old.call('era'))).toMatch(/^legacy/)
  expect(await era(bare)).toBe('modern')
})
