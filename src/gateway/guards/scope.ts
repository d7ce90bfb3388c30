import { isPlainObject, rpcCode } from '@shared/mcp/json-rpc'
import { COMBINED_SERVICE } from './path'
import type { Refusal } from './refusal'
import type { Identity } from './token'

/** What the scope guard must know of a tool. */
export interface ScopedTool {
  name: string
  /** As its service declares it. */
  definition: Record<string, unknown>
}

/**
 * May this client see and use it? The one rule for calls and for lists, so that nothing is listed that would be
 * refused, or the other way round.
 *
 * 1. A scope with `services` opens those alone; one with `tools` opens the services its patterns name.
 * 2. `tools` and `readOnly` limit tools. Prompts and resources of an open service can only be read, so they stay.
 *
 * @param tool null for anything of the service that is no tool
 */
export function allows({ scope }: Identity, serviceId: string, tool: ScopedTool | null): boolean {
  if (!opensService(scope, serviceId)) return false
  if (tool === null) return true
  if (scope.readOnly && !isReadOnly(tool.definition)) return false
  return scope.tools === null || scope.tools.some((pattern) => fits(pattern, serviceId, tool.name))
}

/** @returns the refusal when the token belongs to another address than the one it came to */
export function checkAddress(identity: Identity, port: string, endpointId: string): Refusal | null {
  const { profile, services } = identity.scope
  const isCombined = port === COMBINED_SERVICE
  if (profile !== null && (!isCombined || endpointId !== profile))
    return refusal(
      `The token "${identity.name}" works at the profile "${profile}" only: use /mcp/${profile}.`,
    )
  if (!isCombined && services !== null && !services.includes(endpointId))
    return refusal(
      `The token "${identity.name}" may not use "${endpointId}". It may use: ${services.join(', ')}.`,
    )
  return null
}

/** Declared with `annotations.readOnlyHint`; a tool that says nothing may write. */
export function isReadOnly(definition: Record<string, unknown>): boolean {
  const annotations = definition['annotations']
  return isPlainObject(annotations) && annotations['readOnlyHint'] === true
}

function opensService({ services, tools }: Identity['scope'], serviceId: string): boolean {
  if (services !== null && !services.includes(serviceId)) return false
  return tools === null || tools.some((pattern) => namesService(pattern, serviceId))
}

/** @param pattern `SERVICE/TOOL`; a `*` at the end stands for any rest */
function fits(pattern: string, serviceId: string, name: string): boolean {
  const full = `${serviceId}/${name}`
  return pattern.endsWith('*') ? full.startsWith(pattern.slice(0, -1)) : full === pattern
}

/** Could the pattern fit a tool of this service? `mem*` could, for `memory`. */
function namesService(pattern: string, serviceId: string): boolean {
  const slash = pattern.indexOf('/')
  if (slash >= 0) return pattern.slice(0, slash) === serviceId
  return pattern.endsWith('*') && serviceId.startsWith(pattern.slice(0, -1))
}

function refusal(message: string): Refusal {
  return { guard: 'scope', status: 403, code: rpcCode.refused, message }
}
