import { findDeepLink, parseDeepLink, type DeepLink } from './deep-link'

/** Electron's `app`, as far as links come from it. */
export interface LinkSource {
  on(event: 'second-instance', listener: (event: unknown, argv: string[]) => void): unknown
  on(event: 'open-url', listener: (event: { preventDefault(): void }, url: string) => void): unknown
  on(event: 'activate', listener: () => void): unknown
}

export interface LinkInbox {
  /** Hands over what came so far, and from now on everything at once; null asks for the window only. */
  follow(open: (link: DeepLink | null) => void): void
}

/**
 * Listens for links from the first moment on: macOS tells the link an app was started by before the app is ready,
 * and a second copy may be started while the first one still builds its center. Only the latest one counts.
 *
 * @param first what the app was started for; undefined when it starts without a window
 */
export function receiveLinks(source: LinkSource, first: DeepLink | null | undefined): LinkInbox {
  let waiting = first
  let open = (link: DeepLink | null): void => void (waiting = link)
  source.on('second-instance', (_event, argv) => open(findDeepLink(argv)))
  source.on('open-url', (event, url) => {
    event.preventDefault()
    open(parseDeepLink(url))
  })
  source.on('activate', () => open(null))
  return {
    follow(listener) {
      open = listener
      if (waiting !== undefined) listener(waiting)
    },
  }
}
