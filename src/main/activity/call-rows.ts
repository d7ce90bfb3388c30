import { CallOutcome, type CallRecord } from '@shared/domain/call'

/** A call as it lies in control.db; the duration in whole microseconds. */
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
}

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
  }
}

export function fromRow(row: CallRow): CallRecord {
  return {
    id: String(row.seq),
    at: row.at,
    serviceId: row.service_id,
    method: row.method,
    target: row.target,
    // A newer OmniMind may know more ways to end; all of those are no success.
    outcome: CallOutcome.catch('error').parse(row.outcome),
    error: row.error,
    durationMs: row.duration_us / 1_000,
    requestBytes: row.request_bytes,
    responseBytes: row.response_bytes,
    client: row.client,
    mcpSessionId: row.mcp_session_id,
  }
}
