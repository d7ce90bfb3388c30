import { useEffect, useState, useSyncExternalStore } from 'react'
import { follow, useClient } from '../../../center'
import { createLogBuffer, type LogBuffer, type LogView } from './log-buffer'

/** How long an open log may be silent before it counts as empty, ms. */
const QUIET_MS = 400

const onAnimationFrame = (run: () => void): (() => void) => {
  const id = requestAnimationFrame(run)
  return () => cancelAnimationFrame(id)
}

export interface Log {
  /** What to show: frozen while paused. */
  view: LogView
  /** Lines that came since the pause. */
  unseen: number
  /** False until the first lines, or their absence, are known. */
  loaded: boolean
  paused: boolean
  setPaused: (paused: boolean) => void
  buffer: LogBuffer
}

/** The live log of one source: a service id, `gateway` or `center`. Another source needs another component key. */
export function useLog(source: string): Log {
  const client = useClient()
  const [buffer] = useState(() => createLogBuffer(onAnimationFrame))
  const live = useSyncExternalStore(buffer.subscribe, buffer.read)
  const [frozen, setFrozen] = useState<LogView | null>(null)
  const [loaded, setLoaded] = useState(false)

  useEffect(() => {
    if (!client) return undefined
    const stop = new AbortController()
    // A new link sends its backlog again, so the old lines make room for it.
    follow(
      async (signal) => {
        const lines = await client.logs.tail({ source, backlog: 2_000 }, { signal })
        buffer.clear()
        // An empty log sends nothing: after a moment of silence there are no lines to wait for.
        setTimeout(() => setLoaded(true), QUIET_MS)
        return lines
      },
      stop.signal,
      ({ entries, dropped }) => {
        buffer.push(entries, dropped)
        setLoaded(true)
      },
    )
    return () => stop.abort()
  }, [client, source, buffer])
  useEffect(() => () => buffer.dispose(), [buffer])

  const lastSeen = frozen?.lines.at(-1)?.n ?? -1
  const unseen = frozen ? Math.max(0, (live.lines.at(-1)?.n ?? -1) - lastSeen) : 0
  return {
    view: frozen ?? live,
    unseen,
    loaded: loaded || live.lines.length > 0,
    paused: frozen !== null,
    setPaused: (paused) => setFrozen(paused ? buffer.read() : null),
    buffer,
  }
}
