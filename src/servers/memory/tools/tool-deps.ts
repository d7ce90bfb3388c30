import type { MemoryStore } from '../store'

/** What the tools work with. */
export interface MemoryDeps {
  store: MemoryStore
  /** Tells the sessions that watch the graph; called after every change, before the call is answered. */
  changed: () => void
}
