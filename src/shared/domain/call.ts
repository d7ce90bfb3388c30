import { z } from 'zod'
import { ServiceId } from './service'

/**
 * How a request ended: `ok`; `tool-error` (the tool said isError); `error` (JSON-RPC error or refused);
 * `outcome-unknown` (the service died after the bytes went out); `cancelled` by the client.
 */
export const CallOutcome = z.enum(['ok', 'tool-error', 'error', 'outcome-unknown', 'cancelled'])
export type CallOutcome = z.infer<typeof CallOutcome>

/** One MCP request as the gateway saw it. Contents are not kept here, only their size. */
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
})
export type CallRecord = z.infer<typeof CallRecord>
