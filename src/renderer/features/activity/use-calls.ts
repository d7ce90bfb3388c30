import { useEffect, useState } from 'react'
import type { CallOutcome, CallRecord } from '@shared/domain/call'
import type { Problem } from '@shared/errors'
import { follow, isAborted, problemOf, useClient } from '../../center'
import { addCalls, CALL_CAPACITY } from './call-buffer'

export interface CallFilterChoice {
  serviceId: string
  outcome: CallOutcome | null
  text: string
}

export interface Calls {
  /** Newest first; null until the first answer. */
  shown: readonly CallRecord[] | null
  /** Calls that came since the pause. */
  unseen: number
  /** Calls the center left out under load. */
  dropped: number
  paused: boolean
  setPaused: (paused: boolean) => void
  problem: Problem | null
}

/** Recent calls that fit a filter, live: first the kept ones, then each new batch. */
export function useCalls(filter: CallFilterChoice): Calls {
  const client = useClient()
  const { serviceId, outcome, text } = filter
  const [calls, setCalls] = useState<readonly CallRecord[] | null>(null)
  const [frozen, setFrozen] = useState<readonly CallRecord[] | null>(null)
  const [dropped, setDropped] = useState(0)
  const [problem, setProblem] = useState<Problem | null>(null)

  useEffect(() => {
    if (!client) return
    const stop = new AbortController()
    const { signal } = stop
    const input = { text, ...(serviceId ? { serviceId } : {}), ...(outcome ? { outcome } : {}) }
    setFrozen(null)
    setDropped(0)
    client.activity.list({ ...input, limit: CALL_CAPACITY }, { signal }).then(
      (answer) => {
        if (signal.aborted) return
        setProblem(null)
        setCalls((now) => addCalls(answer.calls, now === null ? [] : liveOnly(now, answer.calls)))
      },
      (error: unknown) => {
        if (!isAborted(error, signal)) setProblem(problemOf(error))
      },
    )
    follow(
      (signal) => client.activity.watch(input, { signal }),
      signal,
      (batch) => {
        setCalls((now) => addCalls(now ?? [], batch.calls))
        setDropped((n) => n + batch.dropped)
      },
    )
    return () => {
      stop.abort()
      setCalls(null)
    }
  }, [client, serviceId, outcome, text])

  const newest = frozen?.[0]?.id
  const unseen =
    frozen && calls
      ? Math.max(0, newest === undefined ? calls.length : calls.findIndex((call) => call.id === newest))
      : 0
  return {
    shown: frozen ?? calls,
    unseen,
    dropped,
    paused: frozen !== null,
    setPaused: (paused) => setFrozen(paused ? (calls ?? []) : null),
    problem,
  }
}

/** What the stream told before the list came, and the list does not have. */
function liveOnly(now: readonly CallRecord[], listed: readonly CallRecord[]): readonly CallRecord[] {
  const newest = listed[0]?.at ?? 0
  return now.filter((call) => call.at >= newest)
}
