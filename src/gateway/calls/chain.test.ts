import { existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { CatalogTool } from '@shared/domain/catalog'
import { unlimitedScope, type TokenScope } from '@shared/domain/client-token'
import { defaultLimits, type GatewayLimits } from '@shared/domain/limits'
import { rpcCode } from '@shared/mcp/json-rpc'
import type { OfferedService } from '@shared/process/gateway-messages'
import { VirtualClock } from '../../../tests/support/virtual-clock'
import { GatewayConfigCell } from '../config'
import type { Identity } from '../guards/token'
import type { CallEnd, GuardedCall, GuardVerdict } from './call-guards'
import { GuardChain } from './chain'

const plenty = { perMinute: 10_000_000, burst: 1_000_000 }

let clock: VirtualClock
let directory: string
let chain: GuardChain
let problems: string[]
let stopped: Set<string>
let config: GatewayConfigCell

function create(): GuardChain {
  const created = new GuardChain({
    clock,
    config,
    isStopped: (serviceId) => stopped.has(serviceId),
    onProblem: (what) => void problems.push(what),
  })
  created.open(directory)
  return created
}
function limit(limits: Partial<GatewayLimits>): void {
  config.set({ ...config.current, limits: { ...defaultLimits, rate: plenty, ...limits } })
}

beforeEach(() => {
  clock = new VirtualClock()
  directory = mkdtempSync(join(tmpdir(), 'omni-guards-'))
  problems = []
  stopped = new Set()
  config = new GatewayConfigCell()
  limit({})
  chain = create()
})
afterEach(() => {
  chain.close()
  rmSync(directory, { recursive: true })
})

const client = (tokenId = 'one', scope: Partial<TokenScope> = {}): Identity => ({
  tokenId,
  name: `client ${tokenId}`,
  priority: 'normal',
  scope: { ...unlimitedScope, ...scope },
})
const tool = (name: string, more: Record<string, unknown> = {}): CatalogTool => ({
  name,
  definition: { name, ...more },
  fingerprint: `hash of ${name}`,
  trust: 'trusted',
  findings: [],
})
const kept = tool('look', { annotations: { readOnlyHint: true }, _meta: { 'omnimind/cacheSeconds': 60 } })
const writes = tool('write')

const call = (changes: Partial<GuardedCall> = {}): GuardedCall => ({
  identity: client(),
  endpointId: 'default',
  serviceId: 'memory',
  method: 'tools/call',
  params: { name: changes.tool?.name ?? 'write', arguments: {} },
  tool: writes,
  repeatable: false,
  ...changes,
})
/** Asks, and remembers the verdict. */
function ask(changes: Partial<GuardedCall> = {}): { verdict: GuardVerdict | null; dispose(): void } {
  const asked: { verdict: GuardVerdict | null; dispose(): void } = { verdict: null, dispose: () => {} }
  const admission = chain.admit(call(changes), (verdict) => {
    expect(asked.verdict).toBeNull()
    asked.verdict = verdict
  })
  asked.dispose = () => admission.dispose()
  return asked
}
function end(asked: { verdict: GuardVerdict | null }, changes: Partial<CallEnd> = {}): void {
  if (asked.verdict?.kind !== 'send') throw new Error(`it was not sent: ${JSON.stringify(asked.verdict)}`)
  asked.verdict.done({ outcome: 'ok', serviceMs: 5, resultText: null, ...changes })
}
const offered = (serviceId: string): OfferedService => ({
  serviceId,
  title: serviceId,
  kind: 'external',
  requestTimeoutMs: 300_000,
  approved: null,
  lastCatalog: null,
})
const says = (resultText: string): Partial<CallEnd> => ({ resultText: () => resultText })
const look = (changes: Partial<GuardedCall> = {}) => ask({ tool: kept, ...changes })
const unavailable: Partial<CallEnd> = { outcome: 'error', errorCode: rpcCode.serviceUnavailable }
const statusOf = (serviceId = 'memory') => chain.status([])?.guards.find((one) => one.serviceId === serviceId)

describe('scope', () => {
  test.each<[string, Partial<TokenScope>, Partial<GuardedCall>, boolean]>([
    ['a service', { services: ['git'] }, {}, false],
    ['a tool', { tools: ['memory/write'] }, {}, true],
    ['another tool', { tools: ['memory/look'] }, {}, false],
    ['writing', { readOnly: true }, {}, false],
    ['reading', { readOnly: true }, { tool: kept }, true],
    ['an unknown tool', { readOnly: true }, { tool: null }, false],
    ['a resource', { readOnly: true }, { method: 'resources/read', tool: null }, true],
    ['another address', { profile: 'work' }, {}, false],
  ])('%s', (_what, scope, changes, allowed) => {
    const { verdict } = ask({ identity: client('one', scope), ...changes })
    if (allowed) expect(verdict).toMatchObject({ kind: 'send' })
    else expect(verdict).toMatchObject({ kind: 'refuse', guard: 'scope', status: 403 })
  })

  test('a limited client gets no kept answer it could not have asked for', () => {
    end(look(), says('{"a":1}'))
    const limited = client('two', { services: ['git'] })
    expect(look({ identity: limited }).verdict).toMatchObject({ kind: 'refuse', guard: 'scope' })
  })
})

describe('rate', () => {
  test('says when to try again, and lets it pass then', async () => {
    limit({ rate: { perMinute: 60, burst: 2 } })
    end(ask())
    end(ask())
    const { verdict } = ask()
    expect(verdict).toMatchObject({ kind: 'refuse', guard: 'rate', status: 429, retryAfterS: 1 })
    expect(ask({ identity: client('two') }).verdict).toMatchObject({ kind: 'send' })
    await clock.advance(1_000)
    expect(ask().verdict).toMatchObject({ kind: 'send' })
    expect(statusOf()?.refused.rate).toBe(1)
  })
})

describe('concurrency', () => {
  const concurrency = { initial: 2, min: 2, max: 2, queue: 3, queueTimeoutMs: 1_000 }

  test('queues, refuses what is over the queue, and gives up after a while', async () => {
    limit({ concurrency })
    const [first] = [ask(), ask()]
    const queued = [ask(), ask(), ask()]
    expect(ask().verdict).toMatchObject({ guard: 'queue', status: 503, retryAfterS: 1 })
    await clock.advance(400)
    if (first) end(first)
    expect(queued[0]?.verdict).toMatchObject({ kind: 'send', queueMs: 400 })
    await clock.advance(600)
    expect(queued[1]?.verdict).toMatchObject({ guard: 'queue' })
    expect(statusOf()).toMatchObject({ inFlight: 2, queued: 0, refused: { queue: 1, timeout: 2 } })
    expect(clock.pendingTimers).toBe(0)
  })

  test('high goes first, and takes the place of the youngest low one in a full queue', () => {
    limit({ concurrency })
    const running = [ask(), ask()]
    const as = (priority: 'high' | 'low') => ask({ identity: { ...client(), priority } })
    const low = [as('low'), as('low'), as('low')]
    const high = as('high')
    expect(low.map(({ verdict }) => verdict?.kind ?? null)).toEqual([null, null, 'refuse'])
    if (running[0]) end(running[0])
    expect(high.verdict).toMatchObject({ kind: 'send' })
  })

  test('a call whose client left is taken out of the queue', () => {
    limit({ concurrency })
    const running = [ask(), ask()]
    const left = ask()
    const next = ask()
    left.dispose()
    if (running[0]) end(running[0])
    expect(left.verdict).toBeNull()
    expect(next.verdict).toMatchObject({ kind: 'send' })
  })

  test('the end of a call counts once', () => {
    limit({ concurrency })
    const first = ask()
    end(first)
    end(first)
    expect(statusOf()?.inFlight).toBe(0)
  })
})

describe('circuit', () => {
  const fail = (count: number): number => {
    let reached = 0
    for (let n = 0; n < count; n++) {
      const asked = ask()
      if (asked.verdict?.kind !== 'send') continue
      reached++
      end(asked, unavailable)
    }
    return reached
  }

  test('a dead service gets five calls and one a period; the others fail at once with words', async () => {
    expect(fail(1_000)).toBe(5)
    const until = new Date(clock.epochMs() + 30_000).toISOString()
    expect(ask().verdict).toMatchObject({
      guard: 'circuit',
      status: 503,
      code: rpcCode.serviceUnavailable,
      retryAfterS: 30,
      message: expect.stringContaining(until),
    })
    expect(ask({ serviceId: 'git' }).verdict).toMatchObject({ kind: 'send' })
    await clock.advance(30_000)
    expect(fail(1_000)).toBe(1)
    await clock.advance(60_000)
    expect(fail(1_000)).toBe(1)
  })

  test.each<[string, Partial<CallEnd>, boolean]>([
    ['nobody at home', unavailable, true],
    ['no answer in time', { outcome: 'error', errorCode: rpcCode.timeout }, true],
    ['a pipe that broke', { outcome: 'outcome-unknown' }, true],
    ['a tool that failed', { outcome: 'tool-error' }, false],
    ['wrong arguments', { outcome: 'error', errorCode: rpcCode.invalidParams }, false],
    ['a client that left', { outcome: 'cancelled' }, false],
  ])('%s', (_what, how, counts) => {
    for (let n = 0; n < 5; n++) end(ask(), how)
    expect(ask().verdict?.kind).toBe(counts ? 'refuse' : 'send')
  })

  test('a service the person stopped does not open it', () => {
    stopped.add('memory')
    expect(fail(20)).toBe(20)
  })

  test('who waits is told at once when it opens', () => {
    limit({ concurrency: { initial: 5, min: 5, max: 5, queue: 50, queueTimeoutMs: 5_000 } })
    fail(4)
    const running = ask()
    const queued = Array.from({ length: 10 }, () => ask())
    end(running, unavailable)
    for (const { verdict } of queued) expect(verdict).toMatchObject({ guard: 'circuit' })
    expect(statusOf()).toMatchObject({ inFlight: 0, queued: 0 })
  })

  test('survives a restart of the gateway, and is closed by hand or by a new instance', async () => {
    fail(10)
    await clock.advance(10_000)
    chain.close()
    chain = create()
    expect(ask().verdict).toMatchObject({ guard: 'circuit', retryAfterS: 20 })
    chain.closeCircuit('memory')
    expect(fail(10)).toBe(5)
    chain.serviceCame('memory')
    end(ask(), { outcome: 'ok' })
    expect(statusOf()?.circuit).toEqual({ kind: 'closed', failures: 0 })
    chain.close()
    chain = create()
    expect(ask().verdict).toMatchObject({ kind: 'send' })
  })

  test('is not inherited by another server that gets the same id later, also after a restart', () => {
    const offer = (...ids: string[]): void =>
      config.set({ ...config.current, services: ids.map((serviceId) => offered(serviceId)) })
    offer('memory', 'git')
    fail(10)
    offer('git')
    offer('memory', 'git')
    expect(ask().verdict).toMatchObject({ kind: 'send' })
    fail(10)
    offer('git')
    chain.close()
    chain = create()
    expect(ask().verdict).toMatchObject({ kind: 'send' })
  })

  test('no kept answer comes from behind an open circuit', () => {
    end(look(), says('{"a":1}'))
    fail(10)
    expect(look().verdict).toMatchObject({ guard: 'circuit' })
  })
})

describe('cache', () => {
  const args = (
    value: Record<string, unknown>,
    more: Record<string, unknown> = {},
  ): Partial<GuardedCall> => ({
    params: { name: 'look', arguments: value, ...more },
  })

  test('answers the same call from memory until its lifetime ends', async () => {
    end(look(args({ a: 1, b: [{ c: 2, d: 3 }] })), says('{"found":1}'))
    const same = args({ b: [{ d: 3, c: 2 }], a: 1 }, { _meta: { progressToken: 9 } })
    expect(look(same).verdict).toEqual({ kind: 'answer', resultText: '{"found":1}', source: 'memory' })
    expect(look(args({ a: 1, b: [{ c: 2, d: 4 }] })).verdict?.kind).toBe('send')
    expect(look({ ...same, identity: client('two') }).verdict?.kind).toBe('answer')
    expect(statusOf()?.cache).toEqual({ hits: 2, diskHits: 0, misses: 2, entries: 1 })
    await clock.advance(60_000)
    expect(look(same).verdict?.kind).toBe('send')
  })

  test('a hit takes no place: it is given while all are taken', () => {
    end(look(), says('{}'))
    limit({ concurrency: { initial: 1, min: 1, max: 1, queue: 0, queueTimeoutMs: 1_000 } })
    const running = Array.from({ length: 40 }, () => ask())
    expect(running.some(({ verdict }) => verdict?.kind === 'refuse')).toBe(true)
    expect(statusOf()?.cache.entries).toBe(0)
    chain.close()
    chain = create()
    end(look(), says('{}'))
    const busy = look(args({ other: true }))
    expect(look(args({ third: true })).verdict).toMatchObject({ guard: 'queue' })
    expect(look().verdict).toMatchObject({ kind: 'answer' })
    end(busy)
  })

  test.each<[string, CatalogTool]>([
    ['may write', tool('x', { _meta: { 'omnimind/cacheSeconds': 60 } })],
    ['has no lifetime', tool('x', { annotations: { readOnlyHint: true } })],
    [
      'has a senseless lifetime',
      tool('x', { annotations: { readOnlyHint: true }, _meta: { 'omnimind/cacheSeconds': '60' } }),
    ],
  ])('nothing is kept of a tool that %s', (_what, one) => {
    end(ask({ tool: one }), says('{}'))
    expect(ask({ tool: one }).verdict?.kind).toBe('send')
  })

  test.each<[string, Partial<CallEnd>]>([
    ['a tool error', { outcome: 'tool-error', ...says('{"isError":true}') }],
    ['an error', { outcome: 'error', errorCode: -32602 }],
    ['more than 256 KB', says(JSON.stringify({ text: 'é'.repeat(140_000) }))],
    ['an answer nobody read', {}],
  ])('%s is not kept', (_what, how) => {
    end(look(), how)
    expect(look().verdict?.kind).toBe('send')
  })

  test('a changed definition asks anew', () => {
    end(look(), says('{}'))
    expect(look({ tool: { ...kept, fingerprint: 'another' } }).verdict?.kind).toBe('send')
  })

  test('a call that may write makes older answers untrue, also those on their way and on disk', async () => {
    end(look(), says('{"old":1}'))
    chain.tick(clock.monotonicMs())
    const slow = look(args({ slow: true }))
    const writing = ask()
    expect(look().verdict?.kind).toBe('send')
    end(slow, says('{"old":2}'))
    end(writing)
    expect(look(args({ slow: true })).verdict?.kind).toBe('send')
    chain.close()
    chain = create()
    expect(look().verdict?.kind).toBe('send')
    expect(look({ serviceId: 'git' }).verdict?.kind).toBe('send')
  })

  test('a thousand at once are one call', () => {
    const asked = Array.from({ length: 1_000 }, () => look())
    expect(asked.filter(({ verdict }) => verdict?.kind === 'send')).toHaveLength(1)
    if (asked[0]) end(asked[0], says('{"one":1}'))
    const shared = { kind: 'answer', resultText: '{"one":1}', source: 'shared' }
    for (const { verdict } of asked.slice(1)) expect(verdict).toEqual(shared)
  })

  test('a failure is not shared: the others go themselves, and one that left does not', () => {
    const [first, second, third] = [look(), look(), look()]
    second?.dispose()
    if (first) end(first, { outcome: 'error', errorCode: -32603 })
    expect(second?.verdict).toBeNull()
    if (third) end(third, says('{"own":1}'))
    expect(look().verdict).toMatchObject({ resultText: '{"own":1}' })
  })

  test('a private answer is for its client alone', () => {
    const [mine, other] = [look(), look({ identity: client('two') })]
    if (mine) end(mine, says('{"mine":1,"cacheScope":"private","ttlMs":60000}'))
    expect(other?.verdict?.kind).toBe('send')
    expect(look().verdict).toMatchObject({ kind: 'answer', source: 'memory' })
    expect(look({ identity: client('three') }).verdict?.kind).toBe('send')
  })

  test('an answer of the newer revision names its own lifetime', async () => {
    const hinting = { tool: tool('hint', { annotations: { readOnlyHint: true } }), era: 'stateless' as const }
    const result = '{"ttlMs":2000,"cacheScope":"public"}'
    end(ask(hinting), says(result))
    // The first one only showed that its answers can be kept.
    end(ask(hinting), says(result))
    expect(ask(hinting).verdict).toMatchObject({ kind: 'answer' })
    await clock.advance(2_000)
    expect(ask(hinting).verdict?.kind).toBe('send')
    end(look(), says('{"ttlMs":0}'))
    expect(look().verdict?.kind).toBe('send')
  })

  test('the disk answers after a restart, for what is left of the lifetime', async () => {
    end(look(), says('{"kept":1}'))
    chain.tick(clock.monotonicMs())
    await clock.advance(20_000)
    chain.close()
    chain = create()
    expect(look().verdict).toEqual({ kind: 'answer', resultText: '{"kept":1}', source: 'disk' })
    expect(look().verdict).toMatchObject({ source: 'memory' })
    await clock.advance(40_000)
    expect(look().verdict?.kind).toBe('send')
  })

  test('an answer from the future, after the system time was set back, is not given', () => {
    end(look(), says('{}'))
    chain.close()
    clock.jumpWall(-3_600_000)
    chain = create()
    expect(look().verdict?.kind).toBe('send')
  })

  test('is cleared for one service or for all', () => {
    const all = ['memory', 'git', 'filesystem']
    for (const serviceId of all) end(look({ serviceId }), says('{}'))
    chain.tick(clock.monotonicMs())
    chain.clearCache('git')
    expect(all.map((serviceId) => look({ serviceId }).verdict?.kind)).toEqual(['answer', 'send', 'answer'])
    chain.clearCache(null)
    expect(look().verdict?.kind).toBe('send')
    expect(chain.status([])?.cache).toMatchObject({ entries: 0, bytes: 0, diskEntries: 0, diskBytes: 0 })
  })

  test('memory and disk stay within their bounds', () => {
    limit({ cache: { enabled: true, memoryMb: 1, diskMb: 1 } })
    const text = JSON.stringify({ text: 'x'.repeat(50_000) })
    for (let n = 0; n < 100; n++) end(look(args({ n })), says(text))
    chain.tick(clock.monotonicMs())
    const cache = chain.status([])?.cache
    expect(cache?.bytes).toBeLessThanOrEqual(1024 * 1024)
    expect(cache?.diskBytes).toBeLessThanOrEqual(1024 * 1024)
    expect(cache?.diskEntries).toBeGreaterThan(5)
    expect(look(args({ n: 99 })).verdict?.kind).toBe('answer')
  })

  test('switched off it keeps nothing', () => {
    end(look(), says('{}'))
    limit({ cache: { enabled: false, memoryMb: 1, diskMb: 1 } })
    expect(look().verdict?.kind).toBe('send')
  })
})

describe('the store', () => {
  const file = (): string => join(directory, 'gateway.db')

  test('an idle gateway opens no database', () => {
    end(ask())
    chain.tick(clock.monotonicMs())
    expect(existsSync(file())).toBe(false)
  })

  test('a damaged file is kept aside, and the gateway goes on', () => {
    chain.close()
    writeFileSync(file(), 'no database '.repeat(1_000))
    chain = create()
    end(look(), says('{"a":1}'))
    chain.close()
    expect(problems).toEqual([expect.stringContaining('damaged')])
    expect(readdirSync(directory).some((name) => name.includes('.broken-'))).toBe(true)
    chain = create()
    expect(look().verdict).toMatchObject({ source: 'disk' })
  })

  test('a place that cannot be written costs the memory of it, nothing more', () => {
    chain.close()
    directory = join(directory, 'nowhere')
    chain = create()
    end(look(), says('{"a":1}'))
    chain.tick(clock.monotonicMs())
    expect(problems).toHaveLength(1)
    expect(look().verdict).toMatchObject({ source: 'memory' })
    directory = join(directory, '..')
  })
})

describe('status', () => {
  test('names who was here, and comes only when something changed', () => {
    end(ask({ client: 'editor 1.0', era: 'session' }))
    ask({ identity: client('one', { services: [] }), client: 'editor 1.0' })
    const open = [{ tokenId: 'one', client: 'editor 1.0' }]
    const status = chain.status(open)
    expect(status?.clients).toEqual([
      {
        tokenId: 'one',
        tokenName: 'client one',
        priority: 'normal',
        client: 'editor 1.0',
        era: 'session',
        sessions: 1,
        calls: 2,
        refused: 1,
        lastSeenAt: clock.epochMs(),
      },
    ])
    expect(chain.status(open)).toBeNull()
    expect(chain.status([])).not.toBeNull()
  })
})

describe('what says nothing about a service', () => {
  const unknown: Partial<CallEnd> = { outcome: 'outcome-unknown', errorCode: rpcCode.outcomeUnknown }

  test('calls that ended because we hung up do not open the circuit', () => {
    for (let n = 0; n < 10; n++) end(ask(), { ...unknown, endedByUs: true })
    expect(statusOf()?.circuit).toEqual({ kind: 'closed', failures: 0 })
    for (let n = 0; n < 5; n++) end(ask(), unknown)
    expect(ask().verdict).toMatchObject({ kind: 'refuse', guard: 'circuit' })
  })

  test('to listen takes no place', () => {
    ask({ method: 'subscriptions/listen', tool: null })
    expect(statusOf()?.inFlight).toBe(0)
    ask()
    expect(statusOf()?.inFlight).toBe(1)
  })
})
