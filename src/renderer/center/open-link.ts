import { openDesktopLink } from './link/desktop-link'
import type { OpenLink } from './link/link'
import { openSocketLink } from './link/socket-link'

/** The desktop's preload leaves a bridge on the window; a browser has a WebSocket. */
export const openLink: OpenLink = async () =>
  window.omnimindLink ? openDesktopLink(window.omnimindLink) : openSocketLink()
