import type { CallOutcome, CallStages } from '@shared/domain/call'
import type { EndedCall } from '../telemetry/calls'
import type { Exchange } from './exchange'
import { contentsOf } from './contents'
import { targetOf } from './methods'

/** Whose calls they are, as the record of calls names it. */
export interface Caller {
  mcpSessionId: string
  client: string | null
  tokenId: string
  endpointId: string
  /** Negotiated; null while that is not known. */
  protocolVersion(): string | null
}

/** How a request ended. */
export interface Ending {
  outcome: CallOutcome
  /** JSON-RPC error code or a short reason. */
  error: string | null
  /** The response as it was sent; null when there was none. */
  text: string | null
  /** We ended the conversation with the service. */
  endedByUs?: boolean
}

/** @param maxContentBytes null when contents are not kept */
export function recordOf(
  exchange: Exchange,
  caller: Caller,
  ending: Ending,
  now: number,
  maxContentBytes: number | null,
): EndedCall {
  const { requestBytes, startedAt, at, serviceId } = exchange.start
  // As the service heard it: the same tool has one name, whatever an address calls it.
  const { outward, line } = exchange
  const { outcome, error, text } = ending
  return {
    serviceId,
    method: outward.method,
    target: targetOf(outward),
    at,
    durationMs: rounded(now - startedAt),
    requestBytes,
    responseBytes: exchange.answer.bytes,
    client: caller.client,
    mcpSessionId: caller.mcpSessionId,
    outcome,
    error,
    tokenId: caller.tokenId,
    endpoint: caller.endpointId,
    era: 'session',
    protocolVersion: caller.protocolVersion(),
    stages: stagesOf(exchange, now),
    cache: exchange.cache,
    traceId: exchange.trace?.traceId ?? null,
    spanId: exchange.trace?.spanId ?? null,
    parentSpanId: exchange.trace?.parentSpanId ?? null,
    contents: maxContentBytes === null ? null : contentsOf(outward, line, text, maxContentBytes),
  }
}

/** From the leave to send to the end, without the wait for a service that was away. */
export function serviceMsOf({ admittedAt, waitMs }: Exchange, now: number): number {
  return admittedAt === null ? 0 : rounded(now - admittedAt - waitMs)
}

function stagesOf(exchange: Exchange, now: number): CallStages {
  const { start, admittedAt, queueMs, waitMs } = exchange
  return {
    guardsMs: rounded((admittedAt ?? now) - start.startedAt),
    queueMs: rounded(queueMs),
    waitMs: rounded(waitMs),
    serviceMs: serviceMsOf(exchange, now),
  }
}

/** To microseconds. */
function rounded(ms: number): number {
  return Math.round(Math.max(0, ms) * 1_000) / 1_000
}
