import { describe, expect, it } from 'vitest'
import type { GatewayStatus, GuardStatus } from '@shared/domain/gateway'
import { anySnapshot } from '../../../../../tests/support/any-snapshot'
import { gatewaySentence, hitRate, refusals } from './gateway-sentence'

const guard: GuardStatus = {
  serviceId: 'memory',
  circuit: { kind: 'closed', failures: 0 },
  concurrencyLimit: 32,
  inFlight: 0,
  queued: 0,
  refused: { scope: 0, rate: 0, queue: 0, circuit: 0, timeout: 0 },
  cache: { hits: 0, diskHits: 0, misses: 0, entries: 0 },
}
const client: GatewayStatus['clients'][number] = {
  tokenId: 'owner',
  tokenName: 'Owner',
  priority: 'normal',
  client: 'cursor 3.2',
  era: 'stateless',
  sessions: 0,
  calls: 1,
  refused: 0,
  lastSeenAt: 0,
}
const cache = { entries: 0, bytes: 0, diskEntries: 0, diskBytes: 0 }
const say = (part: Partial<GatewayStatus>, now = 0): string =>
  gatewaySentence({ at: 0, guards: [guard], clients: [client], cache, ...part }, [anySnapshot()], now)

describe('the gateway in a sentence', () => {
  it('says who is connected while all is well', () => {
    expect(say({})).toBe('1 client is connected. Every circuit is closed and nothing waits.')
    expect(say({}, 3_600_000)).toMatch(/^No client is connected now/)
    expect(say({ clients: [] })).toMatch(/^No client has connected yet/)
  })

  it('puts an open circuit first, then what waits', () => {
    expect(say({ guards: [{ ...guard, circuit: { kind: 'open', until: 1 } }] })).toMatch(
      /^The circuit of Memory is open: calls there fail at once/,
    )
    expect(say({ guards: [{ ...guard, queued: 3 }] })).toMatch(/^3 calls wait for Memory/)
  })
})

it('figures of the guards: hit rate and refusals by kind', () => {
  expect(hitRate(guard.cache)).toBeNull()
  expect(hitRate({ hits: 2, diskHits: 1, misses: 1, entries: 1 })).toBe(75)
  expect(refusals({ ...guard, refused: { ...guard.refused, rate: 2, queue: 5 } })).toEqual([
    { word: 'queue full', n: 5 },
    { word: 'too many', n: 2 },
  ])
})
