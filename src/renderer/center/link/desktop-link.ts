import { createORPCClient } from '@orpc/client'
import { RPCLink } from '@orpc/client/message-port'
import type { CenterClient } from '@shared/contract'
import type { Link } from './link'

/** What the desktop's preload hands to the page: text frames, both ways, and nothing else. */
export interface DesktopBridge {
  post(frame: string): void
  listen(onFrame: (frame: string) => void): void
}

declare global {
  interface Window {
    omnimindLink?: DesktopBridge
  }
}

/** Opens the contract over the desktop's IPC. It lasts as long as the window. */
export function openDesktopLink(bridge: DesktopBridge): Link {
  const port = {
    on(event: string, callback: (event?: { data: unknown }) => void): void {
      if (event === 'message') bridge.listen((frame) => callback({ data: frame }))
    },
    postMessage(frame: string): void {
      bridge.post(frame)
    },
  }
  const client: CenterClient = createORPCClient(new RPCLink({ port }))
  return { client, ended: new Promise(() => {}), close: () => {} }
}
