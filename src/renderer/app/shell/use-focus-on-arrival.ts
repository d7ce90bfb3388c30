import { useEffect, useRef, type RefObject } from 'react'
import { usePlace } from '../../router'

/**
 * Moves the focus to a new screen's title, so that the keyboard and screen readers arrive with the eyes. A title that
 * comes with its data is waited for, as long as the person does nothing else meanwhile.
 * Not on the first screen, and not when only a filter or tab changed.
 */
export function useFocusOnArrival(): RefObject<HTMLElement | null> {
  const main = useRef<HTMLElement>(null)
  const path = usePlace().parts.join('/')
  const known = useRef(path)
  useEffect(() => {
    if (known.current === path) return undefined
    known.current = path
    const element = main.current
    if (!element) return undefined
    element.scrollTo({ top: 0 })
    if (focusTitle(element)) return undefined
    element.focus({ preventScroll: true })
    const arrival = new MutationObserver(() => {
      if (document.activeElement !== element || focusTitle(element)) arrival.disconnect()
    })
    arrival.observe(element, { childList: true, subtree: true })
    return () => arrival.disconnect()
  }, [path])
  return main
}

/** @returns whether there is a title already */
function focusTitle(element: HTMLElement): boolean {
  const title = element.querySelector<HTMLElement>('h1[tabindex]')
  title?.focus({ preventScroll: true })
  return title !== null
}
