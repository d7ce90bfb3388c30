import { useCallback, useEffect, useState } from 'react'
import type { CenterClient } from '@shared/contract'
import type { Problem } from '@shared/errors'
import { isAborted, problemOf } from './problem'
import { useClient } from './provider'

/** A question to the center: the last good answer stays visible while a newer one is on its way. */
export type Query<T> = { kind: 'loading' } | { kind: 'ready'; value: T } | { kind: 'error'; problem: Problem }

/**
 * Asks the center, again whenever `key` or the link changes, and every `everyMs` if given.
 * @param key names the question; answers to an older key are thrown away
 */
export function useQuery<T>(
  key: string,
  ask: (client: CenterClient, signal: AbortSignal) => Promise<T>,
  everyMs?: number,
): { query: Query<T>; refresh: () => void } {
  const client = useClient()
  const [answer, setAnswer] = useState<{ key: string; query: Query<T> }>({ key, query: { kind: 'loading' } })
  const [round, setRound] = useState(0)

  useEffect(() => {
    if (!client) return
    const stop = new AbortController()
    ask(client, stop.signal).then(
      (value) => {
        if (!stop.signal.aborted) setAnswer({ key, query: { kind: 'ready', value } })
      },
      (error: unknown) => {
        if (isAborted(error, stop.signal)) return
        setAnswer({ key, query: { kind: 'error', problem: problemOf(error) } })
      },
    )
    return () => stop.abort()
    // `ask` is a new function in every render; `key` says when the question is another one.
  }, [client, key, round])

  useEffect(() => {
    if (everyMs === undefined) return
    const timer = setInterval(() => {
      if (document.visibilityState === 'visible') setRound((n) => n + 1)
    }, everyMs)
    return () => clearInterval(timer)
  }, [everyMs])

  const refresh = useCallback(() => setRound((n) => n + 1), [])
  return { query: answer.key === key ? answer.query : { kind: 'loading' }, refresh }
}
