import type { CallRecord } from '@shared/domain/call'

/** Calls kept in the page. */
export const CALL_CAPACITY = 10_000

/**
 * Puts newer calls before the known ones, newest first; a call told twice (listed and watched) stands once.
 * @param newer in any order
 */
export function addCalls(known: readonly CallRecord[], newer: readonly CallRecord[]): readonly CallRecord[] {
  if (newer.length === 0) return known
  const recent = new Set(known.slice(0, newer.length + 500).map((call) => call.id))
  const fresh = newer.filter((call) => !recent.has(call.id)).sort((a, b) => b.at - a.at)
  return fresh.length === 0 ? known : [...fresh, ...known].slice(0, CALL_CAPACITY)
}
