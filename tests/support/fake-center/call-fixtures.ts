import type { CallContents, CallOutcome, CallRecord } from '@shared/domain/call'

const services = ['memory', 'thinking', 'context']
const targets = ['search_nodes', 'create_entities', 'sequentialthinking', 'count_tokens', 'read_graph', null]
const outcomes: readonly CallOutcome[] = [
  'ok',
  'ok',
  'ok',
  'ok',
  'tool-error',
  'ok',
  'ok',
  'error',
  'ok',
  'cancelled',
  'ok',
  'outcome-unknown',
]
const clients = ['claude-code 2.1', 'cursor 3.2', 'codex 0.98', null]

/** Calls numbered from `from`, the last one now. */
export function makeCalls(count: number, from: number): CallRecord[] {
  const now = Date.now()
  return Array.from({ length: count }, (_, index) => makeCall(from + index, now - (count - 1 - index) * 730))
}

/** A call a guard refused before it reached its service. */
export function refusedCall(n: number): CallRecord {
  return {
    ...makeCall(n, Date.now()),
    outcome: 'refused',
    error: 'rate: more than 6,000 calls in a minute',
    durationMs: 0.2,
    responseBytes: 180,
    stages: { guardsMs: 0.2, queueMs: 0, waitMs: 0, serviceMs: 0 },
  }
}

function makeCall(n: number, at: number): CallRecord {
  const target = targets[n % targets.length] ?? null
  const outcome = outcomes[n % outcomes.length] ?? 'ok'
  const durationMs = 1.5 + ((n * 37) % 190) / 3
  const queueMs = n % 5 === 0 ? durationMs * 0.2 : 0
  const stateless = n % 4 === 1
  return {
    id: `c${String(n).padStart(7, '0')}`,
    at,
    serviceId: services[n % services.length] ?? 'memory',
    method: target ? 'tools/call' : 'tools/list',
    target,
    outcome,
    error: outcome === 'ok' ? null : outcome === 'error' ? '-32602 Invalid params' : outcome,
    durationMs,
    requestBytes: 120 + ((n * 53) % 2_400),
    responseBytes: 300 + ((n * 97) % 48_000),
    client: clients[n % clients.length] ?? null,
    mcpSessionId: stateless ? null : `5f1c-${n % 9}`,
    tokenId: n % 3 === 0 ? 'tok_ci' : 'owner',
    endpoint: n % 2 === 0 ? 'default' : (services[n % services.length] ?? null),
    era: stateless ? 'stateless' : 'session',
    protocolVersion: stateless ? '2026-07-28' : '2025-11-25',
    stages: { guardsMs: queueMs + 0.02, queueMs, waitMs: 0, serviceMs: durationMs - queueMs - 0.02 },
    cache: n % 11 === 0 ? 'memory' : null,
    traceId: hex(n * 2_654_435_761, 32),
    spanId: hex(n * 40_503, 16),
    parentSpanId: null,
  }
}

/** What a call said and heard, by its number: kept whole, cut, or not kept at all. */
export function contentsOf(call: CallRecord): CallContents | null {
  const n = Number(call.id.slice(1))
  if (n % 10 === 9) return null
  const request = JSON.stringify({ name: call.target, arguments: { query: `number ${n}`, limit: 20 } })
  const response = JSON.stringify({
    content: [{ type: 'text', text: `Answer ${n}` }],
    structuredContent: { entities: [{ name: 'OmniMind', entityType: 'project', observations: ['shared'] }] },
  })
  const cut = n % 10 === 4
  return {
    request,
    response: cut ? response.slice(0, 90) : response,
    requestCut: false,
    responseCut: cut,
  }
}

function hex(seed: number, length: number): string {
  return Math.abs(seed).toString(16).padEnd(length, '4f9a1c07').slice(0, length)
}
