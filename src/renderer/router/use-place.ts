import { useCallback, useSyncExternalStore } from 'react'
import { formatPlace, parseHash, type Place } from './location'

let current: Place = parseHash(window.location.hash)

function subscribe(listener: () => void): () => void {
  const onChange = (): void => {
    current = parseHash(window.location.hash)
    listener()
  }
  window.addEventListener('hashchange', onChange)
  return () => window.removeEventListener('hashchange', onChange)
}

function read(): Place {
  const text = window.location.hash.replace(/^#/, '') || '/'
  if (text !== current.text) current = parseHash(window.location.hash)
  return current
}

/** The place shown now; the component renders again when it changes. */
export function usePlace(): Place {
  return useSyncExternalStore(subscribe, read)
}

/** Goes to a place; `replace` keeps the way back short, for filters. */
export function goTo(hash: string, options: { replace?: boolean } = {}): void {
  if (!options.replace) {
    window.location.hash = hash
    return
  }
  // replaceState fires no hashchange of its own.
  window.history.replaceState(null, '', hash)
  window.dispatchEvent(new HashChangeEvent('hashchange'))
}

/**
 * One value of the address' query, e.g. a filter. Setting the fallback (or an empty text) removes it from
 * the address, so that a plain page has a plain address.
 */
export function useQueryValue(key: string, fallback = ''): [string, (value: string) => void] {
  const place = usePlace()
  const set = useCallback(
    (value: string) => {
      const now = parseHash(window.location.hash)
      const query = Object.fromEntries(now.query)
      goTo(formatPlace(now.parts, { ...query, [key]: value === fallback ? undefined : value }), {
        replace: true,
      })
    },
    [key, fallback],
  )
  return [place.query.get(key) ?? fallback, set]
}
