import { expect, onTestFinished, test, vi } from 'vitest'
import { systemClock } from '@shared/lib/clock'
import { ListingService } from '../../../tests/gateway/support/listing-service'
import { createRoutes, type Routes } from '../upstream/routes'
import type { Learned } from './learn'
import { Learner } from './learner'

const tool = (name: string) => ({ name, inputSchema: { type: 'object' } })

function learning(service = new ListingService([tool('a')])) {
  const routes: Routes = createRoutes(() => {})
  const heard: Learned[] = []
  const learner = new Learner(routes.of('x'), systemClock, (learned) => heard.push(learned))
  onTestFinished(() => {
    learner.dispose()
    service.close()
  })
  const up = (): void => routes.set('x', { kind: 'up', endpoint: service.endpoint })
  const names = (): unknown[] | undefined => heard.at(-1)?.tools.map(({ name }) => name)
  const hears = (expected: string[]) =>
    vi.waitFor(() => expect(names()).toEqual(expected), { timeout: 4_000 })
  return { service, routes, heard, up, hears }
}

test('asks for the era first, then for what the service declares', async () => {
  const { service, up, hears, heard } = learning()
  up()
  await hears(['a'])
  expect(service.asked).toEqual(['server/discover', 'initialize', 'tools/list'])
  expect(heard[0]).toMatchObject({
    modern: false,
    instructions: 'Be brief.',
    serverInfo: { name: 'listing' },
    prompts: [],
    problem: null,
  })
})

test('looks again on the same connection when the service says that a list changed, once for many', async () => {
  const { service, up, hears, heard } = learning()
  up()
  await hears(['a'])
  for (const name of ['b', 'c', 'd']) service.toolsChanged([tool(name)])
  await hears(['d'])
  expect(heard).toHaveLength(2)
  expect(service.asked.filter((method) => method === 'initialize')).toHaveLength(1)
})

test('leaves a service alone that announces no changes, and one that goes to sleep', async () => {
  const { service, routes, up, hears } = learning()
  service.capabilities = { tools: {} }
  up()
  await hears(['a'])
  await vi.waitFor(() => expect(service.connections).toBe(0))
  const other = learning()
  other.up()
  await other.hears(['a'])
  expect(other.service.connections).toBe(1)
  other.routes.set('x', { kind: 'asleep' })
  await vi.waitFor(() => expect(other.service.connections).toBe(0))
  expect(routes.of('x').current.kind).toBe('up')
})

test('looks again at a new instance', async () => {
  const { service, routes, up, hears } = learning()
  up()
  await hears(['a'])
  const next = new ListingService([tool('next')])
  onTestFinished(() => next.close())
  routes.set('x', { kind: 'up', endpoint: next.endpoint })
  await hears(['next'])
  expect(service.connections).toBe(0)
})

test('a service that speaks 2026-07-28 alone is asked in that manner, and listened to', async () => {
  const { service, up, hears, heard } = learning()
  const info = { 'io.modelcontextprotocol/serverInfo': { name: 'modern', version: '2' } }
  const capabilities = { tools: { listChanged: true } }
  service.answers.set('server/discover', () => ({
    result: { supportedVersions: ['2026-07-28'], capabilities, _meta: info },
  }))
  service.answers.set('initialize', () => ({ error: { code: -32601, message: 'no' } }))
  service.answers.set('subscriptions/listen', () => null)
  up()
  await hears(['a'])
  expect(heard[0]).toMatchObject({ modern: true, serverInfo: { name: 'modern' } })
  expect(service.asked).toContain('subscriptions/listen')
  service.toolsChanged([tool('b')])
  await hears(['b'])
})

test('an answer to any question does not make a service modern', async () => {
  const { service, up, hears, heard } = learning()
  service.answers.set('server/discover', () => ({ result: { ok: true } }))
  up()
  await hears(['a'])
  expect(heard[0]?.modern).toBe(false)
})

test('declines what the service asks, and goes on', async () => {
  const { service, up, hears } = learning()
  service.answers.set('tools/list', () => {
    service.say({ id: 7, method: 'sampling/createMessage', params: {} })
    return { result: { tools: [tool('a')] } }
  })
  up()
  await hears(['a'])
  await vi.waitFor(() => expect(service.replies).toMatchObject([{ id: 7, error: { code: -32601 } }]))
})

test.each<[string, (service: ListingService) => void, string[] | number, RegExp]>([
  [
    'an endless list',
    (service) => {
      let page = 0
      service.answers.set('tools/list', () => ({
        result: { tools: [tool(`t${++page}`)], nextCursor: `page ${page}` },
      }))
    },
    100,
    /does not end after 100 pages/,
  ],
  [
    'a list that is too long',
    (service) => void (service.tools = Array.from({ length: 6_000 }, (_, n) => tool(`t${n}`))),
    2_000,
    /too long; 2000 entries/,
  ],
  [
    'entries nobody can read',
    (service) => void (service.tools = [tool('a'), { name: 3 }, { name: 'b' }, tool('c')]),
    ['a', 'c'],
    /2 entries of tools\/list cannot be read/,
  ],
  [
    'a name twice',
    (service) => void (service.tools = [tool('a'), tool('a')]),
    ['a'],
    /a name that was there before/,
  ],
  [
    'a list that breaks off',
    (service) =>
      service.answers.set('tools/list', ({ cursor }) =>
        cursor === undefined
          ? { result: { tools: [tool('a')], nextCursor: 'more' } }
          : { error: { code: -32000, message: 'out of paper' } },
      ),
    ['a'],
    /broke off after 1 pages: out of paper/,
  ],
  [
    'a list of another shape',
    (service) => void service.answers.set('tools/list', () => ({ result: { tools: 'none' } })),
    0,
    /no list/,
  ],
  [
    'a line over 10 MB',
    (service) =>
      service.answers.set('tools/list', () => {
        service.write(`{"jsonrpc":"2.0","id":3,"result":{"x":"${'x'.repeat(11 * 1024 * 1024)}"}}\n`)
        return null
      }),
    0,
    /longer than 10 MB/,
  ],
])(
  '%s: what can be read counts, and the rest is told',
  async (_, prepare, expected, problem) => {
    const { service, up, heard } = learning()
    prepare(service)
    up()
    await vi.waitFor(() => expect(heard).toHaveLength(1), { timeout: 8_000 })
    const names = heard[0]?.tools.map(({ name }) => name)
    expect(typeof expected === 'number' ? names?.length : names).toEqual(expected)
    expect(heard[0]?.problem).toMatch(problem)
  },
  10_000,
)

test('a list that cannot be had stays as it was, and is asked for again', async () => {
  const { service, up, hears, heard } = learning()
  up()
  await hears(['a'])
  service.answers.set('tools/list', () => ({ error: { code: -32000, message: 'busy' } }))
  service.toolsChanged([tool('b')])
  await vi.waitFor(() => expect(heard.at(-1)?.problem).toMatch(/tools\/list failed: busy/), {
    timeout: 4_000,
  })
  expect(heard.at(-1)?.tools).toEqual([tool('a')])
  service.answers.delete('tools/list')
  await hears(['b'])
  expect(heard.at(-1)?.problem).toBeNull()
})

test('a list that fails at once is what was heard in an earlier run, also of a service that tells no changes', async () => {
  const service = new ListingService([tool('a')])
  const routes = createRoutes(() => {})
  const heard: Learned[] = []
  service.capabilities = { tools: {} }
  service.answers.set('tools/list', () => ({ error: { code: -32000, message: 'busy' } }))
  const known = { tools: [tool('old')] } as unknown as Learned
  const learner = new Learner(routes.of('x'), systemClock, (learned) => heard.push(learned), known)
  onTestFinished(() => {
    learner.dispose()
    service.close()
  })
  routes.set('x', { kind: 'up', endpoint: service.endpoint })
  await vi.waitFor(() => expect(heard).toHaveLength(1))
  expect(heard[0]?.tools).toEqual([tool('old')])
  service.answers.delete('tools/list')
  await vi.waitFor(() => expect(heard.at(-1)?.tools).toEqual([tool('a')]), { timeout: 4_000 })
})
