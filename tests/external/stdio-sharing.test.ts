import { afterAll, beforeAll, expect, test } from 'vitest'
import { buildHost, type BuiltHost } from './support/build-host'
import { HostChild } from './support/host-child'
import { textOf } from './support/pipe-session'
import {
  everythingServer,
  hostile,
  inlineTarget,
  memoryServer,
  nodeTarget,
  shellTarget,
} from './support/stdio-target'

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

test('many connections share one child, and each gets its own answers', async () => {
  const tenant = await host.open(hostile('none')).listening()
  const sessions = await Promise.all(Array.from({ length: 8 }, () => tenant.session()))
  const answers = await Promise.all(
    sessions.flatMap((session, s) =>
      Array.from({ length: 50 }, async (_, n) => {
        // Every connection uses the same ids, numbers and strings.
        const id = n % 2 === 0 ? 100 + n : `call-${n}`
        const answer = await session.request('tools/call', { name: 'echo', arguments: { s, n } }, id)
        return textOf(answer) === JSON.stringify({ s, n })
      }),
    ),
  )
  expect(answers).toHaveLength(400)
  expect(answers.every(Boolean)).toBe(true)
  for (const session of sessions) session.close()
})

test('a client gets the revision it asked for, the server its newest', async () => {
  const tenant = await host
    .open(nodeTarget(memoryServer, [], { env: { PATH: '/usr/bin', HOME: '/tmp' } }))
    .listening()
  const version = async (asked: string): Promise<unknown> => {
    const session = await tenant.connect()
    const { result } = await session.initialize({}, asked)
    session.close()
    return result?.['protocolVersion']
  }
  expect(await version('2025-06-18')).toBe('2025-06-18')
  expect(await version('2024-11-05')).toBe('2024-11-05')
  expect(await version('2031-01-01')).toBe('2025-11-25')
})

test('progress and questions find the request they belong to', async () => {
  const tenant = await host.open(nodeTarget(everythingServer, ['stdio'])).listening()
  const [plain, answering] = await Promise.all([
    tenant.session(),
    tenant.session({ sampling: {}, elicitation: {}, roots: {} }),
  ])
  answering.onRequest = ({ method }) =>
    method === 'sampling/createMessage'
      ? { role: 'assistant', content: { type: 'text', text: 'sampled' }, model: 'm' }
      : null
  const long = async (session: typeof plain, id: string) =>
    await session.request(
      'tools/call',
      {
        name: 'trigger-long-running-operation',
        arguments: { duration: 0.3, steps: 3 },
        _meta: { progressToken: 'same token' },
      },
      id,
    )
  await Promise.all([long(plain, 'a'), long(answering, 'b')])
  for (const [session, id] of [
    [plain, 'a'],
    [answering, 'b'],
  ] as const) {
    const progress = session.all('notifications/progress')
    expect(
      progress.map(({ params, relatedRequestId }) => [params?.['progressToken'], relatedRequestId]),
    ).toEqual([
      ['same token', id],
      ['same token', id],
      ['same token', id],
    ])
  }
  const sampled = await answering.request(
    'tools/call',
    { name: 'trigger-sampling-request', arguments: { prompt: 'hello', maxTokens: 10 } },
    'sampling',
  )
  expect(textOf(sampled)).toContain('sampled')
  expect(answering.all('sampling/createMessage').map(({ relatedRequestId }) => relatedRequestId)).toEqual([
    'sampling',
  ])
  // Nobody but the caller is asked, and a caller that cannot answer learns it at once.
  const refused = await plain.call('trigger-sampling-request', { prompt: 'hello', maxTokens: 10 })
  expect(textOf(refused)).toContain('No connected client can answer')
  expect(answering.all('sampling/createMessage')).toHaveLength(1)
})

test('subscriptions are counted, log levels are kept apart', async () => {
  const tenant = await host.open(nodeTarget(everythingServer, ['stdio'])).listening()
  const [one, two] = await Promise.all([tenant.session(), tenant.session()])
  const { result = {} } = await one.request('resources/list')
  const [{ uri } = { uri: '' }] = result['resources'] as { uri: string }[]
  for (const session of [one, two])
    expect((await session.request('resources/subscribe', { uri })).result).toEqual({})
  expect((await one.request('resources/unsubscribe', { uri })).result).toEqual({})
  await two.call('toggle-subscriber-updates')
  await two.find(({ method }) => method === 'notifications/resources/updated')
  expect(one.all('notifications/resources/updated')).toEqual([])
  expect((await one.request('logging/setLevel', { level: 'emergency' })).result).toEqual({})
  expect((await two.request('logging/setLevel', { level: 'debug' })).result).toEqual({})
  one.received.length = 0
  two.received.length = 0
  await two.call('toggle-simulated-logging')
  await two.find(({ method }) => method === 'notifications/message')
  expect(one.all('notifications/message').filter(({ params }) => params?.['level'] !== 'emergency')).toEqual(
    [],
  )
})

test('a cancelled request is cancelled at the child, under its number there', async () => {
  const code = `
    let rest = ''
    const send = (m) => process.stdout.write(JSON.stringify({ jsonrpc: '2.0', ...m }) + '\\n')
    process.stdin.on('data', (chunk) => {
      rest += chunk
      const lines = rest.split('\\n'); rest = lines.pop()
      for (const { id, method, params } of lines.map((l) => JSON.parse(l))) {
        if (method === 'initialize') send({ id, result: { protocolVersion: '2025-06-18', capabilities: {}, serverInfo: { name: 'x', version: '1' } } })
        if (method === 'slow') globalThis.slow = id
        if (method === 'notifications/cancelled') send({ method: 'notifications/saw', params: { right: params.requestId === globalThis.slow } })
        if (method === 'ask') send({ id, result: {} })
      }
    })`
  const tenant = await host.open(inlineTarget(code)).listening()
  const [leaving, watching] = await Promise.all([tenant.session(), tenant.session()])
  await watching.request('ask')
  leaving.send({ id: 'mine', method: 'slow' })
  leaving.notify('notifications/cancelled', { requestId: 'mine' })
  expect((await watching.find(({ method }) => method === 'notifications/saw')).params).toEqual({
    right: true,
  })
  watching.received.length = 0
  leaving.send({ id: 'again', method: 'slow' })
  await leaving.request('ask')
  leaving.close()
  expect((await watching.find(({ method }) => method === 'notifications/saw')).params).toEqual({
    right: true,
  })
})

test('per session: a child for each connection, which ends with it', async () => {
  const target = nodeTarget(everythingServer, ['stdio'], { sharing: 'per-session' })
  const tenant = await host.open(target).listening()
  const [plain, able] = await Promise.all([tenant.session(), tenant.session({ sampling: {}, roots: {} })])
  able.onRequest = ({ method }) => (method === 'roots/list' ? { roots: [] } : null)
  const names = async (session: typeof plain): Promise<string[]> => {
    const { result = {} } = await session.request('tools/list')
    return (result['tools'] as { name: string }[]).map(({ name }) => name)
  }
  expect(await names(plain)).not.toContain('trigger-sampling-request')
  expect(await names(able)).toContain('trigger-sampling-request')
  plain.close()
  expect(textOf(await able.call('echo', { message: 'still here' }))).toBe('Echo: still here')
  able.close()
})

test('per session: 32 children at most, and room again when one has left', async () => {
  // A shell answers the greeting and waits: 33 runtimes would be a heavy test.
  const line = String.raw`read -r line
    id=$(printf '%s' "$line" | sed 's/.*"id":\([^,]*\),.*/\1/')
    printf '{"jsonrpc":"2.0","id":%s,"result":{"protocolVersion":"2025-11-25","capabilities":{},"serverInfo":{"name":"x","version":"1"}}}\n' "$id"
    cat >/dev/null`
  const tenant = await host.open(shellTarget(line, { sharing: 'per-session' })).listening()
  const sessions = await Promise.all(Array.from({ length: 32 }, () => tenant.session()))
  const extra = await tenant.connect()
  expect((await extra.initialize()).error).toMatchObject({ code: -32052 })
  sessions[0]?.close()
  const again = async (): Promise<unknown> => {
    const session = await tenant.connect()
    const { result, error } = await session.initialize()
    if (error) session.close()
    return result
  }
  await expect.poll(again, { timeout: 5_000 }).toMatchObject({ protocolVersion: '2025-11-25' })
})
