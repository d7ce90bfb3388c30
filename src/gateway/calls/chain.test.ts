import { describe, expect, test } from 'vitest'
import type { TokenScope } from '@shared/domain/client-token'
import { rpcCode } from '@shared/mcp/json-rpc'
import type { CallEnd, GuardedCall } from './call-guards'
import {
  ask,
  chain,
  client,
  clock,
  config,
  end,
  kept,
  limit,
  look,
  offered,
  restart,
  says,
  statusOf,
  stopped,
  unavailable,
} from '../../../tests/gateway/support/chain-under-test'

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
    restart()
    expect(ask().verdict).toMatchObject({ guard: 'circuit', retryAfterS: 20 })
    chain.closeCircuit('memory')
    expect(fail(10)).toBe(5)
    chain.serviceCame('memory')
    end(ask(), { outcome: 'ok' })
    expect(statusOf()?.circuit).toEqual({ kind: 'closed', failures: 0 })
    restart()
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
    restart()
    expect(ask().verdict).toMatchObject({ kind: 'send' })
  })

  test('no kept answer comes from behind an open circuit', () => {
    end(look(), says('{"a":1}'))
    fail(10)
    expect(look().verdict).toMatchObject({ guard: 'circuit' })
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
