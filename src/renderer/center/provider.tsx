import { createContext, useContext, useEffect, type ReactNode } from 'react'
import { useStore } from 'zustand'
import type { CenterClient } from '@shared/contract'
import type { Connection, ConnectionControl } from './connection'
import type { CenterStores } from './stores/stores'
import { feedStores } from './stores/feed'

interface Center {
  connection: ConnectionControl
  stores: CenterStores
}

const CenterContext = createContext<Center | null>(null)

/** Gives the whole page its connection and feeds the shared stores from it. */
export function CenterProvider({ connection, stores, children }: Center & { children: ReactNode }) {
  useEffect(() => feedStores(connection.store, stores), [connection, stores])
  return <CenterContext value={{ connection, stores }}>{children}</CenterContext>
}

export function useCenter(): Center {
  const center = useContext(CenterContext)
  if (!center) throw new Error('useCenter needs a CenterProvider above it')
  return center
}

export function useConnection(): Connection {
  return useStore(useCenter().connection.store)
}

/** The client while connected; its identity changes with every new link. */
export function useClient(): CenterClient | null {
  return useStore(useCenter().connection.store, (state) => (state.kind === 'open' ? state.client : null))
}
