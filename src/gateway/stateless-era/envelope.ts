import type { IncomingHttpHeaders } from 'node:http'
import { visibleLine } from '@shared/lib/visible-text'
import type { JsonRpcRequest } from '@shared/mcp/json-rpc'
import { metaKey, MODERN_VERSION, RequestMeta, requiredMetaKeys, type LogLevel } from '@shared/mcp/modern'
import { metaOf } from './claim'
import { invalidEnvelope, headerMismatch, unsupportedVersion, type Fault } from './fault'

/** What a request says of itself in `_meta`. */
export interface Envelope {
  capabilities: Record<string, unknown>
  /** e.g. `claude-code 2.1.329`; null when it does not say. */
  client: string | null
  logLevel: LogLevel | null
  progressToken: string | number | null
  traceparent: string | null
}

/** Reads `_meta` of a request and compares it with the version header. */
export function readEnvelope(request: JsonRpcRequest, headers: IncomingHttpHeaders): Envelope | Fault {
  const meta = metaOf(request)
  const missing = meta === undefined ? ['_meta'] : requiredMetaKeys.filter((key) => !(key in meta))
  if (missing.length > 0)
    return invalidEnvelope(`The request misses ${missing.join(', ')} in its params.`, {
      envelope: { missing },
    })
  const parsed = RequestMeta.safeParse(meta)
  if (!parsed.success) {
    const [issue] = parsed.error.issues
    const key = issue?.path.join('.') ?? '_meta'
    const problem = issue?.message ?? 'not readable'
    return invalidEnvelope(`_meta is not valid: ${key}: ${problem}`, { envelope: { key, problem } })
  }
  const version = parsed.data[metaKey.protocolVersion]
  const header = headers['mcp-protocol-version']
  if (typeof header === 'string' && header !== version)
    return headerMismatch('MCP-Protocol-Version names another version than _meta.', header, version)
  if (version !== MODERN_VERSION) return unsupportedVersion(version)
  return envelopeOf(parsed.data)
}

function envelopeOf(meta: RequestMeta): Envelope {
  const info = meta[metaKey.clientInfo]
  return {
    capabilities: meta[metaKey.clientCapabilities],
    client: info ? visibleLine([info.name, info.version].filter(Boolean).join(' '), 100) : null,
    logLevel: meta[metaKey.logLevel] ?? null,
    progressToken: meta.progressToken ?? null,
    traceparent: meta.traceparent ?? null,
  }
}
