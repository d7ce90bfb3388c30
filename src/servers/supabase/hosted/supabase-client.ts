import type { SupabaseClient } from '@supabase/supabase-js'
import { MAX_RESULT_BYTES } from '../limits'
import type { HostedSettings } from '../settings'
import { guardedFetch } from './guarded-fetch'

/** An answer may be so much longer than its rows, before it is refused. */
export const MAX_RESPONSE_BYTES = 2 * MAX_RESULT_BYTES

export type ProjectClient = SupabaseClient<never, string>

/**
 * A client for one call, which ends with its signal. Loaded when it is first needed: whoever uses the embedded database
 * does not pay for it.
 */
export async function projectClient(
  { url, key, schema }: HostedSettings,
  signal: AbortSignal,
  { maxBytes = MAX_RESPONSE_BYTES, isFile = false }: { maxBytes?: number; isFile?: boolean } = {},
) {
  const { createClient } = await import('@supabase/supabase-js')
  return createClient(url, key, {
    db: { schema },
    // No sessions of users: the key is who we are.
    accessToken: () => Promise.resolve(key),
    global: { fetch: guardedFetch({ key, maxBytes, signal, isFile }) },
  })
}
