import { rpcCode, type JsonRpcRequest } from '@shared/mcp/json-rpc'
import { LogLevel } from '@shared/mcp/modern'
import type { View } from '../catalog/view'
import { listOf, NEWEST_VERSION, PROTOCOL_VERSIONS } from './methods'

/** `resultText` is the `result` member as JSON text. */
export type OwnAnswer =
  | { kind: 'result'; resultText: string }
  | { kind: 'refuse'; code: number; message: string }

/** The revision the client asked for when it is spoken here, else the newest. Source: MCP, "Version Negotiation". */
export function negotiatedVersion(initialize: JsonRpcRequest): string {
  const asked = initialize.params?.['protocolVersion']
  return typeof asked === 'string' && PROTOCOL_VERSIONS.has(asked) ? asked : NEWEST_VERSION
}

/** What the gateway says itself for all services behind an address. */
export function ownAnswer(request: JsonRpcRequest, view: View): OwnAnswer {
  const { method, params } = request
  if (method === 'initialize') return greet(request, view)
  if (method === 'ping') return empty
  if (method === 'logging/setLevel')
    return LogLevel.safeParse(params?.['level']).success ? empty : invalid('There is no such log level.')
  const kind = listOf(method)
  if (!kind) {
    const message = `There is no method "${method.slice(0, 100)}" here.`
    return { kind: 'refuse', code: rpcCode.methodNotFound, message }
  }
  if (params?.['cursor'] !== undefined) return invalid('This cursor is not known: lists come whole here.')
  return { kind: 'result', resultText: `{"${kind}":${view.listText(kind)}}` }
}

function greet(initialize: JsonRpcRequest, view: View): OwnAnswer {
  if (typeof initialize.params?.['protocolVersion'] !== 'string')
    return invalid('"initialize" must name a protocolVersion.')
  const { capabilities, serverInfo, instructions } = view.describe()
  const protocolVersion = negotiatedVersion(initialize)
  return {
    kind: 'result',
    resultText: JSON.stringify({ protocolVersion, capabilities, serverInfo, instructions }),
  }
}

function invalid(message: string): OwnAnswer {
  return { kind: 'refuse', code: rpcCode.invalidParams, message }
}

const empty: OwnAnswer = { kind: 'result', resultText: '{}' }
