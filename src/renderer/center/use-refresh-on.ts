import { useEffect, useRef } from 'react'

/** Asks again whenever `mark` changes; what is shown stays until the new answer is there. */
export function useRefreshOn(mark: string, refresh: () => void): void {
  const known = useRef(mark)
  useEffect(() => {
    if (known.current === mark) return
    known.current = mark
    refresh()
  }, [mark, refresh])
}
