import { isPlainObject } from '@shared/mcp/json-rpc'

/** Names the `subscriptions/listen` request a notification belongs to, 2026-07-28. */
export const SUBSCRIPTION_ID = 'io.modelcontextprotocol/subscriptionId'

/** A copy with these members of `_meta` set. */
export function withMeta(
  object: Record<string, unknown> | undefined,
  members: Record<string, unknown>,
): Record<string, unknown> {
  const meta = object?.['_meta']
  return { ...object, _meta: { ...(isPlainObject(meta) ? meta : {}), ...members } }
}
