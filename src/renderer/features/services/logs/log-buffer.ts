import type { LogEntry } from '@shared/domain/log'

/** Lines kept in the page; older ones are read from the log file when asked for. */
export const LOG_CAPACITY = 5_000

/** A line with a number of its own, so that lists can keep their place when old lines fall off. */
export interface LogLine extends LogEntry {
  n: number
}

/** What the log view shows at one moment. */
export interface LogView {
  lines: readonly LogLine[]
  /** Lines the center or this page left out under load. */
  dropped: number
}

export interface LogBuffer {
  push: (entries: readonly LogEntry[], dropped: number) => void
  /** Puts older lines before the present ones, as far as there is room. */
  prepend: (entries: readonly LogEntry[]) => void
  clear: () => void
  read: () => LogView
  subscribe: (listener: () => void) => () => void
  dispose: () => void
}

/**
 * The last lines of one log. However fast they come, readers are told at most once per frame.
 * @param onFrame schedules a function before the next paint; its result cancels
 */
export function createLogBuffer(
  onFrame: (run: () => void) => () => void,
  capacity = LOG_CAPACITY,
): LogBuffer {
  const listeners = new Set<() => void>()
  let lines: LogLine[] = []
  let view: LogView = { lines: [], dropped: 0 }
  let dropped = 0
  let next = 0
  let before = -1
  let cancel: (() => void) | null = null

  function changed(): void {
    cancel ??= onFrame(() => {
      cancel = null
      view = { lines: [...lines], dropped }
      for (const tell of listeners) tell()
    })
  }

  return {
    push(entries, left) {
      for (const entry of entries) lines.push({ ...entry, n: next++ })
      if (lines.length > capacity) lines = lines.slice(-capacity)
      dropped += left
      changed()
    },
    prepend(entries) {
      const room = Math.max(0, capacity - lines.length)
      const older = entries.slice(entries.length - Math.min(entries.length, room)).toReversed()
      lines = [...older.map((entry) => ({ ...entry, n: before-- })).toReversed(), ...lines]
      changed()
    },
    clear() {
      lines = []
      dropped = 0
      changed()
    },
    read: () => view,
    subscribe(listener) {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    dispose: () => cancel?.(),
  }
}
