import { z } from 'zod'
import { ServiceId } from './service'

/**
 * How a request ended: `ok`; `tool-error` (the tool said isError); `error` (JSON-RPC error); `refused` by a guard;
 * `outcome-unknown` (the service died after the bytes went out); `cancelled` by the client; `input-required`
 * (2026-07-28: the client must answer a question and ask again).
 */
export const CallOutcome = z.enum([
  'ok',
  'tool-error',
  'error',
  'refused',
  'outcome-unknown',
  'cancelled',
  'input-required',
])
export type CallOutcome = z.infer<typeof CallOutcome>

/** `session`: revisions up to 2025-11-25. `stateless`: 2026-07-28. */
export const ProtocolEra = z.enum(['session', 'stateless'])
export type ProtocolEra = z.infer<typeof ProtocolEra>

/** Where a call's time went, ms. `guards` includes waiting in a queue; `wait` is for a service that was away. */
export const CallStages = z.object({
  guardsMs: z.number(),
  queueMs: z.number(),
  waitMs: z.number(),
  serviceMs: z.number(),
})
export type CallStages = z.infer<typeof CallStages>

/** Answered from the response cache: memory, disk, or another call's answer that was under way. */
export const CacheSource = z.enum(['memory', 'disk', 'shared'])

/** What a call said and heard, as JSON text cut to the size cap. Secrets are replaced before it is stored. */
export const CallContents = z.object({
  request: z.string().nullable(),
  response: z.string().nullable(),
  /** True where text was cut. */
  requestCut: z.boolean(),
  responseCut: z.boolean(),
})
export type CallContents = z.infer<typeof CallContents>

/** One MCP request as the gateway saw it, without its contents. */
export const CallRecord = z.object({
  /** Unique and growing within one run of the gateway's owner. */
  id: z.string(),
  /** UTC epoch ms of arrival. */
  at: z.number(),
  serviceId: ServiceId,
  /** JSON-RPC method, e.g. `tools/call`. */
  method: z.string(),
  /** Tool, prompt or resource name where there is one. */
  target: z.string().nullable(),
  outcome: CallOutcome,
  /** JSON-RPC error code or a short reason when it was not ok. */
  error: z.string().nullable(),
  durationMs: z.number(),
  requestBytes: z.number().int(),
  responseBytes: z.number().int(),
  /** `clientInfo` of the MCP session, e.g. `claude-code 2.1`. */
  client: z.string().nullable(),
  mcpSessionId: z.string().nullable(),
  tokenId: z.string().nullable().default(null),
  /** The profile or service address it came through. */
  endpoint: z.string().nullable().default(null),
  era: ProtocolEra.default('session'),
  protocolVersion: z.string().nullable().default(null),
  stages: CallStages.nullable().default(null),
  cache: CacheSource.nullable().default(null),
  /** W3C trace context of the call, from the client's `_meta` or made by the gateway. */
  traceId: z.string().nullable().default(null),
  spanId: z.string().nullable().default(null),
  parentSpanId: z.string().nullable().default(null),
})
export type CallRecord = z.infer<typeof CallRecord>
