import { useDebouncedValue } from '@mantine/hooks'
import { useCallback, useMemo } from 'react'
import type { CallFilter } from '@shared/contract/activity'
import { formatPlace, goTo, usePlace } from '../../router'
import { filterKeys, toFilter, type FilterKey, type FilterTexts } from './call-filter'

/** The filter in the address: as texts for its controls, and settled for the questions to the center. */
export function useCallFilter(): {
  texts: FilterTexts
  /** Names the settled filter. */
  key: string
  /** The settled filter; a relative time counts from now. */
  filterNow: () => CallFilter
  set: (part: Partial<FilterTexts>) => void
  clear: () => void
} {
  const { parts, query } = usePlace()
  const asked = JSON.stringify(Object.fromEntries(filterKeys.map((key) => [key, query.get(key) ?? ''])))
  const texts = useMemo(() => JSON.parse(asked) as FilterTexts, [asked])
  const [key] = useDebouncedValue(asked, 250)
  const filterNow = useCallback(() => toFilter(JSON.parse(key) as FilterTexts, Date.now()), [key])

  const go = (next: Partial<Record<FilterKey, string>>): void =>
    goTo(formatPlace(parts, { ...Object.fromEntries(query), ...next }), { replace: true })
  return {
    texts,
    key,
    filterNow,
    set: go,
    clear: () => go(Object.fromEntries(filterKeys.map((one) => [one, '']))),
  }
}
