import { hash } from 'node:crypto'
import type { CatalogTool } from '@shared/domain/catalog'

/** Arguments longer than this are not worth keeping an answer for. */
const MAX_TEXT = 64 * 1024

/**
 * What makes two calls the same: service, tool, its definition as it is now, and the arguments, whatever the
 * order of their members. `_meta` (progress tokens, trace context) is no part of it.
 * @returns null when the arguments are too long
 */
export function cacheKey(serviceId: string, tool: CatalogTool, args: unknown): string | null {
  const text = canonical(args ?? {})
  if (text.length > MAX_TEXT) return null
  return hash('sha256', `${serviceId}\n${tool.name}\n${tool.fingerprint}\n${text}`, 'base64url')
}

/** JSON with the members of each object in one order. Only for what JSON.parse gave. */
export function canonical(value: unknown): string {
  if (typeof value !== 'object' || value === null) return JSON.stringify(value) ?? 'null'
  if (Array.isArray(value)) return `[${value.map(canonical).join(',')}]`
  const members = Object.entries(value)
  if (members.length > 1) members.sort(([one], [other]) => (one < other ? -1 : 1))
  return `{${members.map(([name, member]) => `${JSON.stringify(name)}:${canonical(member)}`).join(',')}}`
}
