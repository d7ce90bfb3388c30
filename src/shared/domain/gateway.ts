import { z } from 'zod'
import { Priority } from './client-token'
import { ServiceId } from './service'

export const CircuitState = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('closed'), failures: z.number().int() }),
  z.object({ kind: z.literal('open'), until: z.number() }),
  z.object({ kind: z.literal('half-open') }),
])
export type CircuitState = z.infer<typeof CircuitState>

/** How the guards of one service stand. */
export const GuardStatus = z.object({
  serviceId: ServiceId,
  circuit: CircuitState,
  /** Calls allowed in flight now, in flight, and waiting. */
  concurrencyLimit: z.number().int(),
  inFlight: z.number().int(),
  queued: z.number().int(),
  /** Since the gateway started. */
  refused: z.object({
    scope: z.number().int(),
    rate: z.number().int(),
    queue: z.number().int(),
    circuit: z.number().int(),
    timeout: z.number().int(),
  }),
  cache: z.object({
    hits: z.number().int(),
    diskHits: z.number().int(),
    misses: z.number().int(),
    entries: z.number().int(),
  }),
})
export type GuardStatus = z.infer<typeof GuardStatus>

/** One client as the gateway met it, by its token and what it calls itself. */
export const GatewayClient = z.object({
  tokenId: z.string(),
  tokenName: z.string(),
  priority: Priority,
  /** `clientInfo`, e.g. `claude-code 2.1`; null when it never said. */
  client: z.string().nullable(),
  era: z.enum(['session', 'stateless']),
  sessions: z.number().int(),
  calls: z.number().int(),
  refused: z.number().int(),
  lastSeenAt: z.number(),
})
export type GatewayClient = z.infer<typeof GatewayClient>

export const GatewayStatus = z.object({
  at: z.number(),
  guards: z.array(GuardStatus),
  clients: z.array(GatewayClient),
  cache: z.object({
    entries: z.number().int(),
    bytes: z.number(),
    diskEntries: z.number().int(),
    diskBytes: z.number(),
  }),
})
export type GatewayStatus = z.infer<typeof GatewayStatus>
