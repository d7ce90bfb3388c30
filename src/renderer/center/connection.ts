import { sleep, type Clock } from '@shared/lib/clock'
import type { CenterClient } from '@shared/contract'
import { createStore, type StoreApi } from 'zustand/vanilla'
import { reconnectDelayMs } from './backoff'
import type { OpenLink } from './link/link'

/** Where the page stands with the control center. `epoch` grows with every new link: streams follow it. */
export type Connection =
  | { kind: 'connecting' }
  | { kind: 'open'; client: CenterClient; epoch: number; afterLoss: boolean }
  | { kind: 'waiting'; until: number; attempt: number }
  | { kind: 'signed-out' }

export interface ConnectionControl {
  readonly store: StoreApi<Connection>
  /** Cuts a wait short, or asks again after signing in. */
  retryNow: () => void
}

/**
 * Keeps a link open for the life of the page: opens it, says so, waits longer after each failure, and opens
 * it again. Only a missing sign-in makes it stop, until `retryNow`.
 */
export function createConnection(open: OpenLink, clock: Clock): ConnectionControl {
  const store = createStore<Connection>(() => ({ kind: 'connecting' }))
  let wake = (): void => {}
  const woken = (): Promise<void> => new Promise((resolve) => (wake = resolve))

  async function run(): Promise<never> {
    let epoch = 0
    let attempt = 0
    for (;;) {
      const link = await open()
      let end = link
      if (typeof link === 'object') {
        attempt = 0
        epoch += 1
        store.setState({ kind: 'open', client: link.client, epoch, afterLoss: epoch > 1 }, true)
        end = await link.ended
      }
      if (end === 'signed-out') {
        store.setState({ kind: 'signed-out' }, true)
        await woken()
      } else {
        const waitMs = reconnectDelayMs(attempt)
        store.setState({ kind: 'waiting', until: clock.epochMs() + waitMs, attempt }, true)
        attempt += 1
        await Promise.race([sleep(clock, waitMs), woken()])
      }
    }
  }

  void run()
  return { store, retryNow: () => wake() }
}
