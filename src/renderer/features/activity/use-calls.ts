import { useEffect, useEffectEvent, useState } from 'react'
import type { CenterClient } from '@shared/contract'
import type { CallFilter } from '@shared/contract/activity'
import type { CallRecord } from '@shared/domain/call'
import type { Problem } from '@shared/errors'
import { follow, isAborted, problemOf, useClient } from '../../center'
import { addCalls, CALL_CAPACITY } from './call-buffer'

/** What is known for one filter. */
interface Known {
  key: string
  /** Newest first; null until the first answer. */
  calls: readonly CallRecord[] | null
  /** The calls shown while paused. */
  frozen: readonly CallRecord[] | null
  /** Calls the center left out under load. */
  dropped: number
  problem: Problem | null
}

export interface Calls {
  /** Newest first; null until the first answer. */
  shown: readonly CallRecord[] | null
  /** Calls that came since the pause. */
  unseen: number
  dropped: number
  paused: boolean
  setPaused: (paused: boolean) => void
  problem: Problem | null
}

const nothingKnown = (key: string): Known => ({ key, calls: null, frozen: null, dropped: 0, problem: null })

/**
 * Recent calls that fit a filter, live: first the kept ones, then each new batch.
 * @param key names the filter
 */
export function useCalls(key: string, filter: () => CallFilter): Calls {
  const client = useClient()
  const filterNow = useEffectEvent(filter)
  const [state, setState] = useState<Known>(() => nothingKnown(key))
  const known = state.key === key ? state : nothingKnown(key)

  useEffect(() => {
    if (!client) return undefined
    const stop = new AbortController()
    const change = (part: (now: Known) => Partial<Known>): void =>
      setState((state) => {
        const now = state.key === key ? state : nothingKnown(key)
        return { ...now, ...part(now) }
      })
    void readCalls(client, filterNow(), stop.signal, change)
    return () => stop.abort()
  }, [client, key])

  const { calls, frozen } = known
  return {
    shown: frozen ?? calls,
    unseen: frozen && calls ? countNewer(calls, frozen) : 0,
    dropped: known.dropped,
    paused: frozen !== null,
    setPaused: (paused) => setState({ ...known, frozen: paused ? (calls ?? []) : null }),
    problem: known.problem,
  }
}

async function readCalls(
  client: CenterClient,
  filter: CallFilter,
  signal: AbortSignal,
  change: (part: (now: Known) => Partial<Known>) => void,
): Promise<void> {
  // Watched first, so that no call falls between the list and the stream.
  follow(
    (signal) => client.activity.watch(filter, { signal }),
    signal,
    (batch) =>
      change((now) => ({
        calls: addCalls(now.calls ?? [], batch.calls),
        dropped: now.dropped + batch.dropped,
      })),
  )
  try {
    const listed = await client.activity.list({ ...filter, limit: CALL_CAPACITY }, { signal })
    change((now) => ({
      problem: null,
      calls: addCalls(listed.calls, newerThan(now.calls ?? [], listed.calls)),
    }))
  } catch (error) {
    if (!isAborted(error, signal)) change(() => ({ problem: problemOf(error) }))
  }
}

/** What the stream told before the list came, and the list may not have. */
function newerThan(calls: readonly CallRecord[], listed: readonly CallRecord[]): readonly CallRecord[] {
  const newest = listed[0]?.at ?? 0
  return calls.filter((call) => call.at >= newest)
}

function countNewer(calls: readonly CallRecord[], frozen: readonly CallRecord[]): number {
  const newest = frozen[0]?.id
  const index = calls.findIndex((call) => call.id === newest)
  return index === -1 ? calls.length : index
}
