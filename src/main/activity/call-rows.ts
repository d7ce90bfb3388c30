import { CacheSource, CallOutcome, ProtocolEra, type CallRecord } from '@shared/domain/call'

/** A call as it lies in control.db; durations in whole microseconds. */
export interface CallRow {
  seq: number
  at: number
  service_id: string
  method: string
  target: string | null
  outcome: string
  error: string | null
  duration_us: number
  request_bytes: number
  response_bytes: number
  client: string | null
  mcp_session_id: string | null
  token_id: string | null
  endpoint: string | null
  era: string
  protocol_version: string | null
  guards_us: number | null
  queue_us: number | null
  wait_us: number | null
  service_us: number | null
  cache: string | null
  trace_id: string | null
  span_id: string | null
  parent_span_id: string | null
}

/** The columns in the order of the table. */
export const callColumns: readonly (keyof CallRow)[] = [
  'seq',
  'at',
  'service_id',
  'method',
  'target',
  'outcome',
  'error',
  'duration_us',
  'request_bytes',
  'response_bytes',
  'client',
  'mcp_session_id',
  'token_id',
  'endpoint',
  'era',
  'protocol_version',
  'guards_us',
  'queue_us',
  'wait_us',
  'service_us',
  'cache',
  'trace_id',
  'span_id',
  'parent_span_id',
]

const toMicroseconds = (ms: number | undefined): number | null =>
  ms === undefined ? null : Math.round(ms * 1_000)

export function toRow(call: CallRecord, seq: number): CallRow {
  return {
    seq,
    at: Math.round(call.at),
    service_id: call.serviceId,
    method: call.method,
    target: call.target,
    outcome: call.outcome,
    error: call.error,
    duration_us: Math.round(call.durationMs * 1_000),
    request_bytes: call.requestBytes,
    response_bytes: call.responseBytes,
    client: call.client,
    mcp_session_id: call.mcpSessionId,
    token_id: call.tokenId,
    endpoint: call.endpoint,
    era: call.era,
    protocol_version: call.protocolVersion,
    guards_us: toMicroseconds(call.stages?.guardsMs),
    queue_us: toMicroseconds(call.stages?.queueMs),
    wait_us: toMicroseconds(call.stages?.waitMs),
    service_us: toMicroseconds(call.stages?.serviceMs),
    cache: call.cache,
    trace_id: call.traceId,
    span_id: call.spanId,
    parent_span_id: call.parentSpanId,
  }
}

/** A newer OmniMind may know more outcomes, eras and caches; an unknown outcome is no success. */
export function fromRow(row: CallRow): CallRecord {
  return {
    id: String(row.seq),
    at: row.at,
    serviceId: row.service_id,
    method: row.method,
    target: row.target,
    outcome: CallOutcome.catch('error').parse(row.outcome),
    error: row.error,
    durationMs: row.duration_us / 1_000,
    requestBytes: row.request_bytes,
    responseBytes: row.response_bytes,
    client: row.client,
    mcpSessionId: row.mcp_session_id,
    tokenId: row.token_id,
    endpoint: row.endpoint,
    era: ProtocolEra.catch('session').parse(row.era),
    protocolVersion: row.protocol_version,
    stages: stagesOf(row),
    cache: CacheSource.nullable().catch(null).parse(row.cache),
    traceId: row.trace_id,
    spanId: row.span_id,
    parentSpanId: row.parent_span_id,
  }
}

function stagesOf({ guards_us, queue_us, wait_us, service_us }: CallRow): CallRecord['stages'] {
  if (guards_us === null || queue_us === null || wait_us === null || service_us === null) return null
  return {
    guardsMs: guards_us / 1_000,
    queueMs: queue_us / 1_000,
    waitMs: wait_us / 1_000,
    serviceMs: service_us / 1_000,
  }
}
