import { useEffect, useRef, type RefObject } from 'react'
import { usePlace } from '../../router'

/**
 * Moves the focus to a new screen's title, so that the keyboard and screen readers arrive with the eyes.
 * Not on the first screen, and not when only a filter or tab changed.
 */
export function useFocusOnArrival(): RefObject<HTMLElement | null> {
  const main = useRef<HTMLElement>(null)
  const path = usePlace().parts.join('/')
  const known = useRef(path)
  useEffect(() => {
    if (known.current === path) return
    known.current = path
    const element = main.current
    element?.scrollTo({ top: 0 })
    const title = element?.querySelector<HTMLElement>('h1[tabindex]')
    ;(title ?? element)?.focus({ preventScroll: true })
  }, [path])
  return main
}
