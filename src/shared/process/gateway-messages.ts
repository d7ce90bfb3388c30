import { z } from 'zod'
import { CallContents, CallRecord } from '../domain/call'
import { Catalog } from '../domain/catalog'
import { Priority, TokenScope } from '../domain/client-token'
import { GatewayStatus } from '../domain/gateway'
import { GatewayLimits } from '../domain/limits'
import { Profile } from '../domain/profile'
import { TrafficSample } from '../domain/metrics'
import { ServiceId } from '../domain/service'
import { Alive, HeartbeatAnswer, LogLine } from './child-messages'

/**
 * Where a service's requests go now.
 * `up`: forward to the endpoint. `coming`: it is starting or will be restarted, so requests that may be
 * repeated wait. `asleep`: on demand; a request wakes it. `down`: stopped by the person, failed or blocked;
 * requests are answered at once with `reason`.
 */
export const Route = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('up'), endpoint: z.string() }),
  z.object({ kind: z.literal('coming') }),
  z.object({ kind: z.literal('asleep') }),
  z.object({ kind: z.literal('down'), reason: z.string() }),
])
export type Route = z.infer<typeof Route>

/** An accepted bearer token, by its SHA-256 in hex; the token itself stays with its owner. */
export const AcceptedToken = z.object({
  id: z.string(),
  name: z.string(),
  sha256: z.string().regex(/^[0-9a-f]{64}$/),
  /** UTC epoch ms; null never ends. */
  expiresAt: z.number().nullable(),
  priority: Priority,
  scope: TokenScope,
  /** Lists show also the tools that `scope` refuses to be called: for whoever judges definitions and uses none. */
  listsAll: z.boolean().optional(),
})
export type AcceptedToken = z.infer<typeof AcceptedToken>

/** What the gateway must know of a service to offer it on the combined endpoint. */
export const OfferedService = z.object({
  serviceId: ServiceId,
  title: z.string(),
  kind: z.enum(['built-in', 'external']),
  requestTimeoutMs: z.number().int(),
  /** Fingerprints of approved tools by name; null trusts every tool (built-in). */
  approved: z.record(z.string(), z.string()).nullable(),
  /** What it offered when it last ran, so that a sleeping service can be listed. */
  lastCatalog: Catalog.nullable(),
})
export type OfferedService = z.infer<typeof OfferedService>

/** Everything a person decides about the gateway, always sent whole. */
export const GatewayConfig = z.object({
  /** In the order in which they are listed. */
  services: z.array(OfferedService),
  /** With the profile `default`. */
  profiles: z.array(Profile),
  limits: GatewayLimits,
  history: z.object({ keepContents: z.boolean(), maxContentBytes: z.number().int() }),
})
export type GatewayConfig = z.infer<typeof GatewayConfig>

/** Main to the gateway process. */
export const ToGateway = z.discriminatedUnion('type', [
  z.object({
    type: z.literal('start'),
    services: z.array(z.object({ serviceId: ServiceId, port: z.number().int() })),
    tokens: z.array(AcceptedToken),
    config: GatewayConfig,
    /** Directory of the gateway's own database; exists, mode 0700. */
    dataDir: z.string(),
  }),
  z.object({ type: z.literal('configure'), config: GatewayConfig }),
  z.object({ type: z.literal('clear-cache'), serviceId: ServiceId.nullable() }),
  /** Closes a circuit by hand. */
  z.object({ type: z.literal('close-circuit'), serviceId: ServiceId }),
  z.object({ type: z.literal('route'), serviceId: ServiceId, route: Route }),
  /** Listen for this service on another port from now on. */
  z.object({ type: z.literal('listen'), serviceId: ServiceId, port: z.number().int() }),
  z.object({ type: z.literal('tokens'), tokens: z.array(AcceptedToken) }),
  z.object({ type: z.literal('heartbeat'), n: z.number().int() }),
  z.object({ type: z.literal('stop') }),
])
export type ToGateway = z.infer<typeof ToGateway>

/** The gateway process to main. */
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
