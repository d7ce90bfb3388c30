import { allows } from '../guards/scope'
import type { GuardedCall } from './call-guards'

/** @returns what the client may not use, in words; null when it may */
export function forbiddenIn({
  identity,
  endpointId,
  serviceId,
  method,
  tool,
  params,
}: GuardedCall): string | null {
  const { scope } = identity
  if (scope.profile !== null && scope.profile !== endpointId) return `the address /mcp/${endpointId}`
  if (method === 'tools/call' && tool === null && (scope.tools !== null || scope.readOnly)) {
    const name = params?.['name']
    return `the tool "${typeof name === 'string' ? name.slice(0, 100) : '?'}": it is not known yet`
  }
  if (allows(identity, serviceId, method === 'tools/call' ? tool : null)) return null
  return tool === null ? `"${serviceId}"` : `the tool "${tool.name}" of "${serviceId}"`
}
