import { describe, expect, test } from 'vitest'
import type { Catalog, CatalogTool } from '@shared/domain/catalog'
import { exposedNames } from '@shared/domain/exposed-names'
import { defaultProfile, type Profile } from '@shared/domain/profile'
import type { OfferedService } from '@shared/process/gateway-messages'
import { VirtualClock } from '../../../tests/support/virtual-clock'
import { fingerprint } from './fingerprint'
import { LiveView } from './live-view'
import { buildOffer, type OfferSource } from './offer'
import { templateMatcher } from './uri-template'

const tool = (name: string, more: Partial<CatalogTool> = {}): CatalogTool => {
  const definition = { name, description: `does ${name}`, inputSchema: { type: 'object' } }
  return { name, definition, fingerprint: fingerprint(definition), trust: 'trusted', findings: [], ...more }
}

function source(serviceId: string, more: Partial<Catalog> = {}): OfferSource {
  const service: OfferedService = {
    serviceId,
    title: serviceId.toUpperCase(),
    kind: 'external',
    requestTimeoutMs: 1_000,
    approved: {},
    lastCatalog: null,
  }
  const catalog: Catalog = {
    serviceId,
    at: 1,
    modern: false,
    serverInfo: { name: `${serviceId}-server`, version: '3' },
    capabilities: { tools: {}, prompts: {}, resources: { subscribe: serviceId === 'a' } },
    instructions: null,
    tools: [],
    prompts: [],
    resources: [],
    resourceTemplates: [],
    problem: null,
    ...more,
  }
  return { service, catalog }
}

function viewOf(sources: OfferSource[], profile: Profile | null = defaultProfile) {
  const clock = new VirtualClock()
  const now = { sources, profile }
  const source = { profile: () => now.profile, sources: () => now.sources, unheard: () => [] }
  const view = new LiveView('x', source, clock)
  return { view, now, clock }
}
const names = (view: LiveView): string[] =>
  (JSON.parse(view.listText('tools')) as { name: string }[]).map(({ name }) => name)

describe('exposed names', () => {
  const two = [
    { serviceId: 'a', name: 'read', chosen: null },
    { serviceId: 'b', name: 'read', chosen: null },
    { serviceId: 'b', name: 'write', chosen: null },
  ]
  test.each<[Profile['naming'], string[]]>([
    ['prefixed', ['a__read', 'b__read', 'b__write']],
    ['plain', ['read', 'b__read', 'write']],
    ['auto', ['a__read', 'b__read', 'b__write']],
  ])('%s', (naming, expected) => expect(exposedNames(two, naming)).toEqual(expected))

  test('auto is plain while all names are unique', () =>
    expect(
      exposedNames(
        [two[0], two[2]].flatMap((one) => one ?? []),
        'auto',
      ),
    ).toEqual(['read', 'write']))

  test('stay unique, and as long as clients take them, whatever comes together', () => {
    const long = 'x'.repeat(200)
    const many = Array.from({ length: 5 }, () => ({ serviceId: 'a', name: long, chosen: null }))
    const exposed = exposedNames(many, 'plain')
    expect(new Set(exposed).size).toBe(5)
    for (const name of exposed) expect(name.length).toBeLessThanOrEqual(128)
  })
})

test.each([
  ['test://template/{id}/data', 'test://template/12/data', true],
  ['test://template/{id}/data', 'test://template/1/2/data', false],
  ['file:///{+path}', 'file:///a/b.txt', true],
  ['a://b{?q}', 'a://b?q=1', true],
  ['a://b{?q}', 'a://b', true],
  ['a.b/{x}', 'aXb/1', false],
])('the template %s and %s: %s', (template, uri, fits) => expect(templateMatcher(template)(uri)).toBe(fits))

test('a template made to match slowly does not', () => {
  const matches = templateMatcher(`x://${'{a}{b}-'.repeat(70)}!`)
  const startedAt = performance.now()
  expect(matches(`x://${'-'.repeat(2_000)}`)).toBe(false)
  expect(performance.now() - startedAt).toBeLessThan(250)
})

describe('a view', () => {
  test('lists under exposed names and sends calls on under the own ones', () => {
    const { view } = viewOf([source('a', { tools: [tool('read')] }), source('b', { tools: [tool('read')] })])
    expect(names(view)).toEqual(['a__read', 'b__read'])
    expect(view.tool({ name: 'b__read', arguments: { x: 1 }, _meta: { y: 2 } })).toMatchObject({
      kind: 'forward',
      serviceId: 'b',
      params: { name: 'read', arguments: { x: 1 }, _meta: { y: 2 } },
    })
    expect(view.tool({ name: 'read' })).toMatchObject({ kind: 'refuse', code: -32602 })
  })

  test('also takes the names a client may remember', () => {
    const { view } = viewOf([source('a', { tools: [tool('read')] })], { ...defaultProfile, naming: 'plain' })
    expect(names(view)).toEqual(['read'])
    for (const name of ['read', 'a__read']) expect(view.tool({ name })).toMatchObject({ kind: 'forward' })
    const { view: other } = viewOf([source('a', { tools: [tool('read')] })])
    expect(other.tool({ name: 'read' })).toMatchObject({ kind: 'forward', params: { name: 'read' } })
  })

  test('renames, describes anew and leaves out as its profile says', () => {
    const { view } = viewOf([source('a', { tools: [tool('one'), tool('two'), tool('three')] })], {
      ...defaultProfile,
      tools: { 'a/one': { name: 'first', description: 'better words' }, 'a/two': { enabled: false } },
    })
    expect(JSON.parse(view.listText('tools'))).toMatchObject([
      { name: 'first', description: 'better words' },
      { name: 'a__three', description: 'does three' },
    ])
    expect(view.tool({ name: 'first' })).toMatchObject({ params: { name: 'one' } })
    expect(view.tool({ name: 'a__two' })).toMatchObject({ kind: 'refuse' })
  })

  test.each(['new', 'changed'] as const)(
    'neither lists nor calls a %s tool, and says what to do',
    (trust) => {
      const { view } = viewOf([source('a', { tools: [tool('read', { trust }), tool('ok')] })])
      expect(names(view)).toEqual(['a__ok'])
      const route = view.tool({ name: 'a__read' })
      expect(route).toMatchObject({ kind: 'refuse', message: expect.stringContaining('Security') })
    },
  )

  test('finds the service of a resource by its address, then by template, then where only one can have it', () => {
    const { view } = viewOf([
      source('a', { resources: [{ uri: 'x://1', name: '1' }] }),
      source('b', {
        resources: [{ uri: 'x://1', name: 'again' }],
        resourceTemplates: [{ uriTemplate: 'y://{id}' }],
      }),
    ])
    const to = (uri: string) => view.resource({ uri })
    expect(to('x://1')).toMatchObject({ serviceId: 'a' })
    expect(to('y://7')).toMatchObject({ serviceId: 'b' })
    expect(to('z://0')).toMatchObject({ kind: 'refuse', code: -32002 })
    expect(JSON.parse(view.listText('resources'))).toHaveLength(1)
    const { view: alone } = viewOf([source('a')], null)
    expect(alone.resource({ uri: 'z://0' })).toMatchObject({ serviceId: 'a' })
  })

  test('sends prompts and completions to their service under the own name', () => {
    const { view } = viewOf([source('a', { prompts: [{ name: 'greet' }] })])
    expect(view.prompt({ name: 'a__greet' })).toMatchObject({ serviceId: 'a', params: { name: 'greet' } })
    const ref = { type: 'ref/prompt', name: 'a__greet' }
    expect(view.completion({ ref, argument: { name: 'x', value: '' } })).toMatchObject({
      params: { ref: { type: 'ref/prompt', name: 'greet' } },
    })
    expect(view.prompt({ name: 'nobody' })).toMatchObject({ kind: 'refuse' })
  })

  test('speaks for all services, or in the words of the one', () => {
    const both = [source('a', { instructions: 'Be A.' }), source('b', { instructions: 'Be B.' })]
    const { capabilities, serverInfo, instructions } = viewOf(both).view.describe()
    expect(capabilities).toEqual({
      tools: { listChanged: true },
      prompts: { listChanged: true },
      resources: { listChanged: true, subscribe: true },
    })
    expect([serverInfo['name'], instructions]).toEqual(['omnimind', '# A\nBe A.\n\n# B\nBe B.'])
    const alone = viewOf([source('b', { instructions: 'Be B.' })], null).view.describe()
    expect([alone.serverInfo['name'], alone.instructions]).toEqual(['b-server', 'Be B.'])
  })

  test('in search mode lists three tools, finds the others, and calls them by search or by name', () => {
    const sources = [source('a', { tools: [tool('read'), tool('risky', { trust: 'new' })] })]
    const { view } = viewOf(sources, { ...defaultProfile, search: 'on' })
    expect(names(view)).toEqual(['search_tools', 'describe_tool', 'call_tool'])
    const answer = view.tool({ name: 'search_tools', arguments: { query: 'read risky' } })
    expect(JSON.stringify(answer)).toContain('a__read')
    expect(JSON.stringify(answer)).not.toContain('risky')
    const called = { kind: 'forward', serviceId: 'a', params: { name: 'read' } }
    expect(view.tool({ name: 'call_tool', arguments: { name: 'a__read' } })).toMatchObject(called)
    expect(view.tool({ name: 'a__read' })).toMatchObject(called)
    const blocked = view.tool({ name: 'call_tool', arguments: { name: 'a__risky' } })
    expect(blocked).toMatchObject({ kind: 'refuse', message: expect.stringContaining('Security') })
  })

  test('shows names that clients take, and calls the tool by its own', () => {
    const { view } = viewOf([source('a', { tools: [tool('do it/now'), tool('do it now')] })], null)
    expect(names(view)).toEqual(['do_it_now', 'a__do_it_now'])
    expect(view.tool({ name: 'a__do_it_now' })).toMatchObject({ params: { name: 'do it now' } })
    expect(view.tool({ name: 'do_it_now' })).toMatchObject({ params: { name: 'do it/now' } })
  })

  test('tells a change of a list once, and only of lists somebody saw', async () => {
    const { view, now, clock } = viewOf([source('a', { tools: [tool('one')] })])
    const told: string[] = []
    view.onChange((kind) => told.push(kind))
    view.listText('tools')
    now.sources = [source('a', { tools: [tool('one'), tool('two')], prompts: [{ name: 'p' }] })]
    view.invalidate()
    view.invalidate()
    await clock.advance(100)
    expect(told).toEqual(['tools'])
    view.invalidate()
    await clock.advance(100)
    expect(told).toEqual(['tools'])
  })
})

test('the fingerprint sees every word a model reads, and nothing else', () => {
  const base = { name: 'a', description: 'b', inputSchema: { type: 'object', properties: { x: {}, y: {} } } }
  const print = fingerprint(base)
  expect(fingerprint({ ...base, _meta: { now: 1 }, icons: [] })).toBe(print)
  expect(fingerprint({ ...base, inputSchema: { properties: { y: {}, x: {} }, type: 'object' } })).toBe(print)
  for (const change of [
    { name: 'c' },
    { description: 'b ' },
    { title: 't' },
    { annotations: {} },
    { outputSchema: {} },
  ])
    expect(fingerprint({ ...base, ...change })).not.toBe(print)
})

test('an offer is the same whenever its parts are the same', () => {
  const make = () =>
    buildOffer(
      [source('a', { tools: [tool('x'), tool('y')] }), source('b', { tools: [tool('x')] })],
      defaultProfile,
    )
  expect(JSON.stringify(make().tools)).toBe(JSON.stringify(make().tools))
})

describe('a name stays what it was', () => {
  const services = (trust: CatalogTool['trust']) => [
    source('bank', { tools: [tool('send', { trust })] }),
    source('evil', { tools: [tool('send')] }),
  ]
  test.each<Profile['naming']>(['plain', 'prefixed', 'auto'])(
    'while its tool is blocked: no other service gets the call (%s)',
    (naming) => {
      const { view } = viewOf(services('changed'), { ...defaultProfile, naming })
      for (const name of ['send', 'bank__send'])
        expect(view.tool({ name })).toMatchObject({
          kind: 'refuse',
          message: expect.stringMatching(/bank.*changed/) as string,
        })
      expect(view.tool({ name: 'evil__send' })).toMatchObject({ kind: 'forward', serviceId: 'evil' })
    },
  )
  test('while its tool is turned off in the profile', () => {
    const tools = { 'bank/send': { enabled: false } }
    const { view } = viewOf(services('trusted'), { ...defaultProfile, naming: 'prefixed', tools })
    expect(view.tool({ name: 'send' })).toMatchObject({ kind: 'refuse' })
    expect(view.tool({ name: 'evil__send' })).toMatchObject({ kind: 'forward', serviceId: 'evil' })
  })
})
