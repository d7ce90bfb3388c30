import { z } from 'zod'
import { CallContents, CallRecord } from '../domain/call'
import { Catalog } from '../domain/catalog'
import { GatewayStatus } from '../domain/gateway'
import { TrafficSample } from '../domain/metrics'
import { ServiceId } from '../domain/service'
import { Alive, HeartbeatAnswer, LogLine } from './child-messages'

/** The gateway process to main. Apart from what main says, because only the reader needs the schema in memory. */
export const FromGateway = z.discriminatedUnion('type', [
  Alive,
  /** Both loopback families of the port are held by the gateway. */
  z.object({ type: z.literal('bound'), serviceId: ServiceId, port: z.number().int() }),
  /** `address` could not be bound; the gateway let go of the other family too. */
  z.object({
    type: z.literal('bind-failed'),
    serviceId: ServiceId,
    port: z.number().int(),
    address: z.string(),
    code: z.string(),
  }),
  /** All listen attempts of `start` are done. */
  z.object({ type: z.literal('started') }),
  /** A request came for a service that sleeps. */
  z.object({ type: z.literal('wake'), serviceId: ServiceId }),
  /** Once a second when anything moved: counters since the last report, and the calls that ended. */
  z.object({
    type: z.literal('traffic'),
    at: z.number(),
    samples: z.array(TrafficSample),
    /** At most 200 a report; `droppedCalls` counts the rest. `contents` only while they are kept. */
    calls: z.array(CallRecord.extend({ contents: CallContents.nullable().default(null) })),
    droppedCalls: z.number().int(),
    /** Open MCP sessions by service id. */
    sessions: z.record(z.string(), z.number().int()),
  }),
  /** A service's offer as just learned; sent when it differs from the last one. */
  z.object({ type: z.literal('catalog'), catalog: Catalog }),
  /** At most once a second, when something in it changed. */
  z.object({ type: z.literal('status'), status: GatewayStatus }),
  HeartbeatAnswer,
  LogLine,
])
export type FromGateway = z.infer<typeof FromGateway>
