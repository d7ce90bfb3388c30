import type { CenterClient } from '@shared/contract'
import type { ServiceUpdate } from '@shared/contract/services'
import type { ServiceSnapshot } from '@shared/domain/service'
import type { StoreApi } from 'zustand/vanilla'
import type { Connection } from '../connection'
import { follow } from '../follow'
import { PULSE_MEMORY, type CenterStores } from './stores'

/** Fills the shared stores for as long as the page lives, again after every reconnect. */
export function feedStores(connection: StoreApi<Connection>, stores: CenterStores): () => void {
  let stop = new AbortController()
  let epoch = 0
  const onChange = (state: Connection): void => {
    if (state.kind !== 'open' || state.epoch === epoch) return
    epoch = state.epoch
    stop.abort()
    stop = new AbortController()
    feed(state.client, stores, stop.signal)
  }
  onChange(connection.getState())
  const unsubscribe = connection.subscribe(onChange)
  return () => {
    unsubscribe()
    stop.abort()
  }
}

function feed(client: CenterClient, stores: CenterStores, signal: AbortSignal): void {
  follow(
    (signal) => client.services.watch({}, { signal }),
    signal,
    (update) => {
      stores.services.setState(({ list }) => ({ list: applyUpdate(list, update) }))
    },
  )
  follow(
    (signal) => client.metrics.live({}, { signal }),
    signal,
    (pulse) => {
      stores.pulses.setState(({ recent }) => ({ recent: [...recent, pulse].slice(-PULSE_MEMORY) }))
    },
  )
  follow(
    (signal) => client.app.watchSettings({}, { signal }),
    signal,
    (value) => {
      stores.settings.setState({ value })
    },
  )
  follow(
    (signal) => client.gateway.watch({}, { signal }),
    signal,
    (value) => {
      stores.gateway.setState({ value })
    },
  )
  follow(
    (signal) => client.trust.watchPending({}, { signal }),
    signal,
    (value) => {
      stores.pending.setState({ value })
    },
  )
  follow(
    (signal) => client.consent.watch({}, { signal }),
    signal,
    (open) => {
      stores.questions.setState({ open })
    },
  )
  client.app.info({}, { signal }).then(
    (value) => stores.info.setState({ value }),
    // The page works without it; the next link asks again.
    () => undefined,
  )
}

/** The list after one update; services keep their order. */
export function applyUpdate(
  list: readonly ServiceSnapshot[] | null,
  update: ServiceUpdate,
): readonly ServiceSnapshot[] {
  if (update.type === 'all') return update.services
  const known = list ?? []
  const index = known.findIndex((service) => service.id === update.service.id)
  return index === -1 ? [...known, update.service] : known.with(index, update.service)
}
