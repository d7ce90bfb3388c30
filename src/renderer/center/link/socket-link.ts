import { createORPCClient } from '@orpc/client'
import { RPCLink } from '@orpc/client/websocket'
import { RPC_PREFIX, RPC_SOCKET_PATH, type CenterClient } from '@shared/contract'
import type { Link, LinkEnd } from './link'

/** Close code of the control center for a socket without a valid sign-in. */
const CLOSED_UNAUTHORIZED = 4401

/** Opens the contract over a WebSocket to the page's own origin; the sign-in cookie goes with it. */
export async function openSocketLink(): Promise<Link | LinkEnd> {
  const url = new URL(RPC_SOCKET_PATH, window.location.href)
  url.protocol = url.protocol === 'https:' ? 'wss:' : 'ws:'
  const socket = new WebSocket(url)
  // The client must hear of the end before anybody aborts a stream because of it, so it listens first.
  const client: CenterClient = createORPCClient(new RPCLink({ websocket: forgiving(socket) }))
  const ended = new Promise<LinkEnd>((resolve) => {
    socket.addEventListener('close', (event) =>
      resolve(event.code === CLOSED_UNAUTHORIZED ? 'signed-out' : 'lost'),
    )
  })
  const opened = new Promise<'open'>((resolve) => {
    socket.addEventListener('open', () => resolve('open'), { once: true })
  })
  const first = await Promise.race([opened, ended])
  if (first === 'open') return { client, ended, close: () => socket.close() }
  return first === 'signed-out' || (await isSignedOut()) ? 'signed-out' : 'lost'
}

/**
 * While a socket closes, nothing can be sent, yet streams are still being given up: their farewells are dropped
 * quietly. Whatever waits for an answer is rejected when the close is complete.
 */
function forgiving(socket: WebSocket) {
  return {
    addEventListener: socket.addEventListener.bind(socket),
    removeEventListener: socket.removeEventListener.bind(socket),
    get readyState() {
      return socket.readyState === WebSocket.CLOSING ? WebSocket.OPEN : socket.readyState
    },
    send(frame: Parameters<WebSocket['send']>[0]) {
      if (socket.readyState === WebSocket.OPEN) socket.send(frame)
    },
  }
}

/** A browser hides why an upgrade was refused, so the same question is asked over plain HTTP. */
async function isSignedOut(): Promise<boolean> {
  try {
    const response = await fetch(`${RPC_PREFIX}/app/info`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ json: {} }),
    })
    return response.status === 401
  } catch {
    return false
  }
}
