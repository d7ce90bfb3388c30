import { existsSync, readdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import type { CatalogTool } from '@shared/domain/catalog'
import type { CallEnd, GuardedCall } from './call-guards'
import {
  ask,
  chain,
  client,
  clock,
  directory,
  end,
  kept,
  limit,
  look,
  moveTo,
  problems,
  restart,
  says,
  statusOf,
  tool,
} from '../../../tests/gateway/support/chain-under-test'

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
    restart()
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
    restart()
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
    restart()
    expect(look().verdict).toEqual({ kind: 'answer', resultText: '{"kept":1}', source: 'disk' })
    expect(look().verdict).toMatchObject({ source: 'memory' })
    await clock.advance(40_000)
    expect(look().verdict?.kind).toBe('send')
  })

  test('an answer from the future, after the system time was set back, is not given', () => {
    end(look(), says('{}'))
    restart(() => clock.jumpWall(-3_600_000))
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
    restart(() => writeFileSync(file(), 'no database '.repeat(1_000)))
    end(look(), says('{"a":1}'))
    restart(() => {
      expect(problems).toEqual([expect.stringContaining('damaged')])
      expect(readdirSync(directory).some((name) => name.includes('.broken-'))).toBe(true)
    })
    expect(look().verdict).toMatchObject({ source: 'disk' })
  })

  test('a place that cannot be written costs the memory of it, nothing more', () => {
    restart(() => moveTo(join(directory, 'nowhere')))
    end(look(), says('{"a":1}'))
    chain.tick(clock.monotonicMs())
    expect(problems).toHaveLength(1)
    expect(look().verdict).toMatchObject({ source: 'memory' })
  })
})
