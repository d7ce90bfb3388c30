import type { IncomingMessage } from 'node:http'
import type { Duplex } from 'node:stream'
import { RPCHandler } from '@orpc/server/ws'
import type { WebSocket } from 'ws'
import { WebSocketServer } from 'ws'
import type { Clock } from '@shared/lib/clock'
import { SECOND } from '@shared/lib/clock'
import type { Api } from '../api'

/** A longer message ends the connection. */
const MAX_MESSAGE_BYTES = 8 * 1024 * 1024
/** A browser that does not answer two pings in a row is gone. */
const PING_MS = 30 * SECOND

export interface RpcSocket {
  /** The request was let in before. */
  upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void
  close(): void
}

/** The contract over WebSocket: one connection per open page. */
export function createRpcSocket(api: Api, clock: Clock): RpcSocket {
  const server = new WebSocketServer({
    noServer: true,
    maxPayload: MAX_MESSAGE_BYTES,
    perMessageDeflate: false,
  })
  const handler = new RPCHandler(api)
  return {
    upgrade(request, socket, head) {
      server.handleUpgrade(request, socket, head, (webSocket) => {
        // Without a listener a broken frame would end the whole program; ws closes the connection itself.
        webSocket.on('error', () => {})
        dropWhenSilent(webSocket, clock)
        void handler.upgrade(withBackpressure(webSocket))
      })
    },
    close() {
      for (const client of server.clients) client.close(1001, 'OmniMind is stopping')
      server.close()
      for (const client of server.clients) client.terminate()
    },
  }
}

/** `send` ends when the bytes went out, so a stream waits for a slow reader instead of filling memory. */
function withBackpressure(webSocket: WebSocket): Pick<WebSocket, 'addEventListener' | 'send'> {
  const send = (data: string | Buffer): Promise<void> =>
    new Promise((resolve) => webSocket.send(data, () => resolve()))
  return { addEventListener: webSocket.addEventListener.bind(webSocket), send: send as WebSocket['send'] }
}

function dropWhenSilent(webSocket: WebSocket, clock: Clock): void {
  let answered = true
  webSocket.on('pong', () => (answered = true))
  const pings = clock.every(PING_MS, () => {
    if (!answered) webSocket.terminate()
    answered = false
    webSocket.ping()
  })
  webSocket.on('close', () => pings.dispose())
}
