import type { CallRecord } from '@shared/domain/call'

/** A call of a session client that went well. */
export const anyCall = (more: Partial<CallRecord> = {}): CallRecord => ({
  id: 'gateway-1',
  at: 1_767_225_600_000,
  serviceId: 'memory',
  method: 'tools/call',
  target: 'read_graph',
  outcome: 'ok',
  error: null,
  durationMs: 1.25,
  requestBytes: 10,
  responseBytes: 20,
  client: 'claude-code 2.1',
  mcpSessionId: 'abc',
  tokenId: 'owner',
  endpoint: 'memory',
  era: 'session',
  protocolVersion: '2025-11-25',
  stages: { guardsMs: 0.01, queueMs: 0, waitMs: 0, serviceMs: 1.2 },
  cache: null,
  traceId: null,
  spanId: null,
  parentSpanId: null,
  ...more,
})
