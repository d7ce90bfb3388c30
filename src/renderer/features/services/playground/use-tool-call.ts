import { useEffect, useRef, useState } from 'react'
import type { Problem } from '@shared/errors'
import type { ToolResult } from '@shared/mcp/tool'
import { isAborted, problemOf, useClient } from '../../../center'

export type CallState =
  | { kind: 'idle' }
  | { kind: 'running' }
  | { kind: 'done'; result: ToolResult; durationMs: number }
  | { kind: 'failed'; problem: Problem }
  | { kind: 'cancelled' }

/** One call of a tool at a time; leaving the page cancels it. */
export function useToolCall(id: string, tool: string) {
  const client = useClient()
  const [state, setState] = useState<CallState>({ kind: 'idle' })
  const [elapsedMs, setElapsedMs] = useState(0)
  const stop = useRef<AbortController | null>(null)
  useEffect(() => () => stop.current?.abort(), [])

  useEffect(() => {
    if (state.kind !== 'running') return undefined
    const from = performance.now()
    const timer = setInterval(() => setElapsedMs(performance.now() - from), 200)
    return () => clearInterval(timer)
  }, [state.kind])

  function start(input: Record<string, unknown>): void {
    if (!client) return
    const mine = new AbortController()
    stop.current = mine
    setElapsedMs(0)
    setState({ kind: 'running' })
    client.services.call({ id, tool, arguments: input }, { signal: mine.signal }).then(
      (answer) => setState({ kind: 'done', ...answer }),
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
