import { useEffect, useRef, useState } from 'react'
import type { PlaygroundAnswer } from '@shared/contract/playground'
import type { CenterClient } from '@shared/contract'
import type { Problem } from '@shared/errors'
import { isAborted, problemOf, useClient } from '../../center'

export type SendState =
  | { kind: 'idle' }
  | { kind: 'running' }
  | { kind: 'done'; answer: PlaygroundAnswer }
  | { kind: 'failed'; problem: Problem }
  | { kind: 'cancelled' }

type Ask = (client: CenterClient, signal: AbortSignal) => Promise<PlaygroundAnswer>

/** One request at a time, with its running time; leaving the page cancels it. */
export function useSend() {
  const client = useClient()
  const [state, setState] = useState<SendState>({ kind: 'idle' })
  const [elapsedMs, setElapsedMs] = useState(0)
  const stop = useRef<AbortController | null>(null)
  useEffect(() => () => stop.current?.abort(), [])

  useEffect(() => {
    if (state.kind !== 'running') return undefined
    const from = performance.now()
    const timer = setInterval(() => setElapsedMs(performance.now() - from), 200)
    return () => clearInterval(timer)
  }, [state.kind])

  function start(ask: Ask): void {
    if (!client) return
    const mine = new AbortController()
    stop.current = mine
    setElapsedMs(0)
    setState({ kind: 'running' })
    ask(client, mine.signal).then(
      (answer) => setState({ kind: 'done', answer }),
      (error: unknown) =>
        setState(
          isAborted(error, mine.signal)
            ? { kind: 'cancelled' }
            : { kind: 'failed', problem: problemOf(error) },
        ),
    )
  }
  return { state, elapsedMs, start, cancel: () => stop.current?.abort() }
}
