import type { ClientToken } from '@shared/domain/client-token'
import { unlimitedScope } from '@shared/domain/client-token'
import type { GatewayClient, GuardStatus } from '@shared/domain/gateway'

const DAY = 86_400_000

/** The owner's token, and one for a build machine that may only read. */
export function makeTokens(now: number): ClientToken[] {
  return [
    {
      id: 'owner',
      name: 'Owner',
      createdAt: now - 40 * DAY,
      expiresAt: null,
      lastUsedAt: now - 4_000,
      revokedAt: null,
      priority: 'normal',
      scope: unlimitedScope,
    },
    {
      id: 'tok_ci',
      name: 'Build machine',
      createdAt: now - 12 * DAY,
      expiresAt: now + 18 * DAY,
      lastUsedAt: now - 3_600_000,
      revokedAt: null,
      priority: 'low',
      scope: { profile: null, services: ['memory', 'context'], tools: null, readOnly: true },
    },
  ]
}

/** Who is connected on a calm morning. */
export function makeClients(now: number): GatewayClient[] {
  return [
    {
      tokenId: 'owner',
      tokenName: 'Owner',
      priority: 'normal',
      client: 'claude-code 2.1',
      era: 'session',
      sessions: 3,
      calls: 1_284,
      refused: 0,
      lastSeenAt: now - 3_000,
    },
    {
      tokenId: 'owner',
      tokenName: 'Owner',
      priority: 'normal',
      client: 'cursor 3.2',
      era: 'stateless',
      sessions: 0,
      calls: 407,
      refused: 2,
      lastSeenAt: now - 64_000,
    },
    {
      tokenId: 'tok_ci',
      tokenName: 'Build machine',
      priority: 'low',
      client: null,
      era: 'session',
      sessions: 1,
      calls: 96,
      refused: 31,
      lastSeenAt: now - 3_600_000,
    },
  ]
}

/** The guards of one service while all is well. */
export function calmGuards(serviceId: string, index: number): GuardStatus {
  return {
    serviceId,
    circuit: { kind: 'closed', failures: 0 },
    concurrencyLimit: 32 + index * 4,
    inFlight: index % 3,
    queued: 0,
    refused: { scope: index === 0 ? 31 : 0, rate: index === 1 ? 2 : 0, queue: 0, circuit: 0, timeout: 0 },
    cache: { hits: 420 - index * 90, diskHits: 36, misses: 140 + index * 30, entries: 58 },
  }
}
