import { useCallback, useEffect, useEffectEvent, useState } from 'react'
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
  const [answer, setAnswer] = useState<{ key: string; round: number; query: Query<T> }>()
  const [round, setRound] = useState(0)
  const askNow = useEffectEvent(ask)

  useEffect(() => {
    if (!client) return undefined
    const stop = new AbortController()
    const find = async (): Promise<void> => {
      const query = await settle(askNow(client, stop.signal), stop.signal)
      if (query) setAnswer({ key, round, query })
    }
    void find()
    return () => stop.abort()
  }, [client, key, round])

  useEffect(() => {
    if (everyMs === undefined) return undefined
    const timer = setInterval(() => {
      if (document.visibilityState === 'visible') setRound((n) => n + 1)
    }, everyMs)
    return () => clearInterval(timer)
  }, [everyMs])

  const refresh = useCallback(() => setRound((n) => n + 1), [])
  return { query: answer?.key === key ? answer.query : { kind: 'loading' }, refresh }
}

/** The answer or the problem; null when nobody waits for it any more. */
async function settle<T>(asked: Promise<T>, signal: AbortSignal): Promise<Query<T> | null> {
  try {
    const value = await asked
    return signal.aborted ? null : { kind: 'ready', value }
  } catch (error) {
    return isAborted(error, signal) ? null : { kind: 'error', problem: problemOf(error) }
  }
}
