import { useEffect, useSyncExternalStore } from 'react'
import type { Settings } from '@shared/domain/settings'

export type ColorScheme = 'light' | 'dark'
const REMEMBERED = 'omnimind.theme'
const darkQuery = window.matchMedia('(prefers-color-scheme: dark)')

function isTheme(value: string | null): value is Settings['theme'] {
  return value === 'system' || value === 'light' || value === 'dark'
}

function resolve(theme: Settings['theme'], systemIsDark: boolean): ColorScheme {
  return theme === 'system' ? (systemIsDark ? 'dark' : 'light') : theme
}

/** Sets the scheme before the first paint, from what this browser remembers. */
export function applyRememberedScheme(): void {
  const remembered = window.localStorage.getItem(REMEMBERED)
  const theme = isTheme(remembered) ? remembered : 'system'
  document.documentElement.dataset['mantineColorScheme'] = resolve(theme, darkQuery.matches)
}

/** The scheme to show: the person's setting, or the system's while that is the setting or not yet known. */
export function useColorScheme(setting: Settings['theme'] | null): ColorScheme {
  const systemIsDark = useSyncExternalStore(
    (listener) => {
      darkQuery.addEventListener('change', listener)
      return () => darkQuery.removeEventListener('change', listener)
    },
    () => darkQuery.matches,
  )
  const remembered = window.localStorage.getItem(REMEMBERED)
  const theme = setting ?? (isTheme(remembered) ? remembered : 'system')
  useEffect(() => {
    if (setting) window.localStorage.setItem(REMEMBERED, setting)
  }, [setting])
  return resolve(theme, systemIsDark)
}
