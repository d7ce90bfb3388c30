import { useCallback } from 'react'
import { useServices } from '../../center'

/** Names services (and profiles given to it) as people know them. */
export function useTitles(profiles: readonly { id: string; title: string }[] = []): (id: string) => string {
  const services = useServices()
  return useCallback(
    (id) => [...profiles, ...(services ?? [])].find((one) => one.id === id)?.title ?? id,
    [services, profiles],
  )
}
