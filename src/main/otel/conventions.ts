import type { Attributes } from '@opentelemetry/api'
import type { CallRecord } from '@shared/domain/call'

/**
 * Names of the OpenTelemetry conventions for MCP (open-telemetry/semantic-conventions-genai, status Development,
 * read November 2026). Written out here: the published constants are marked as moved.
 */
export const attribute = {
  method: 'mcp.method.name',
  protocolVersion: 'mcp.protocol.version',
  sessionId: 'mcp.session.id',
  operation: 'gen_ai.operation.name',
  tool: 'gen_ai.tool.name',
  prompt: 'gen_ai.prompt.name',
  errorType: 'error.type',
  status: 'rpc.response.status_code',
  transport: 'network.transport',
  service: 'omnimind.service.id',
  client: 'omnimind.client.name',
  cache: 'omnimind.cache',
} as const

export const SERVER_DURATION = 'mcp.server.operation.duration'
export const CLIENT_DURATION = 'mcp.client.operation.duration'
/** Bucket bounds the conventions advise, s. */
export const DURATION_BOUNDS_S = [0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10, 30, 60, 120, 300]

/** Codes that say the caller was wrong: the serving side does not count them as its errors. */
const CALLERS_FAULT = new Set(['-32700', '-32600', '-32601', '-32602', '-32002'])

/** `{method} {tool or prompt}`; never a resource's URI, which may say too much. */
export function spanName({ method, target }: CallRecord): string {
  return target !== null && (method === 'tools/call' || method === 'prompts/get')
    ? `${method} ${target}`
    : method
}

/** What both spans of a call and its measurements carry. */
export function commonAttributes(call: CallRecord, side: 'server' | 'client'): Attributes {
  const { method, target, error } = call
  const status = error !== null && /^-\d+$/.test(error) ? error : undefined
  return present({
    [attribute.method]: method,
    [attribute.protocolVersion]: call.protocolVersion,
    [attribute.operation]: method === 'tools/call' ? 'execute_tool' : null,
    [attribute.tool]: method === 'tools/call' ? target : null,
    [attribute.prompt]: method === 'prompts/get' ? target : null,
    [attribute.transport]: side === 'server' ? 'tcp' : 'pipe',
    [attribute.service]: call.serviceId,
    [attribute.status]: status ?? null,
    [attribute.errorType]: errorType(call, side),
  })
}

/** What only a span carries: too many different values for a measurement. */
export function spanAttributes(call: CallRecord): Attributes {
  return present({
    // The revision without sessions must not have it.
    [attribute.sessionId]: call.era === 'session' ? call.mcpSessionId : null,
    [attribute.client]: call.client,
    [attribute.cache]: call.cache,
  })
}

/** @returns null when the call did not fail, as far as that side counts */
export function errorType({ outcome, error }: CallRecord, side: 'server' | 'client'): string | null {
  if (outcome === 'ok' || outcome === 'cancelled' || outcome === 'input-required') return null
  if (outcome === 'tool-error') return 'tool_error'
  if (side === 'server' && error !== null && CALLERS_FAULT.has(error)) return null
  return error ?? outcome
}

function present(values: Record<string, string | null>): Attributes {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== null))
}
