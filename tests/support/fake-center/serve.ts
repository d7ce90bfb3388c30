import { randomBytes } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { extname, join, normalize } from 'node:path'
import { RPCHandler } from '@orpc/server/ws'
import { WebSocketServer } from 'ws'
import { RPC_PREFIX, RPC_SOCKET_PATH } from '@shared/contract'
import type { CenterRouter } from './router'
import type { FakeState } from './state'

interface ServeOptions {
  uiDir: string
  port: number
  state: FakeState
  router: CenterRouter
}

export interface CenterServer {
  url: string
  cut(): void
  accept(): void
  signOut(): void
  signIn(): void
  stop(): Promise<void>
}

const types: Record<string, string> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
}

/** HTTP and WebSocket as the real dashboard serves them: the same paths, the same policy header. */
export async function serveCenter({ uiDir, port, state, router }: ServeOptions): Promise<CenterServer> {
  let reachable = true
  let signedIn = true
  const handler = new RPCHandler(router)
  const sockets = new WebSocketServer({ noServer: true })
  const server = createServer((request, response) => {
    if (!reachable) request.socket.destroy()
    else void respond(request, response, { uiDir, state, signedIn })
  })
  server.on('upgrade', (request, socket, head) => {
    if (!reachable || request.url !== RPC_SOCKET_PATH) socket.destroy()
    else if (!signedIn) socket.end('HTTP/1.1 401 Unauthorized\r\nContent-Length: 0\r\n\r\n')
    else sockets.handleUpgrade(request, socket, head, (client) => void handler.upgrade(client))
  })
  await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve))
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/dashboard/`,
    cut() {
      reachable = false
      for (const client of sockets.clients) client.terminate()
    },
    accept: () => void (reachable = true),
    signOut() {
      signedIn = false
      for (const client of sockets.clients) client.close(4401)
    },
    signIn: () => void (signedIn = true),
    async stop() {
      for (const client of sockets.clients) client.terminate()
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}

interface Situation {
  uiDir: string
  state: FakeState
  signedIn: boolean
}

async function respond(
  request: IncomingMessage,
  response: ServerResponse,
  situation: Situation,
): Promise<void> {
  const path = new URL(request.url ?? '/', 'http://localhost').pathname
  if (path === '/status') return sendJson(response, 200, publicStatus(situation.state))
  if (path.startsWith(RPC_PREFIX)) return sendJson(response, situation.signedIn ? 404 : 401, {})
  const file = normalize(path.replace(/^\/dashboard\/?/, '') || 'index.html')
  try {
    const body = await readFile(join(situation.uiDir, file))
    sendFile(response, file, body)
  } catch {
    sendJson(response, 404, {})
  }
}

function sendFile(response: ServerResponse, file: string, body: Buffer): void {
  const nonce = randomBytes(16).toString('base64')
  const policy = [
    "default-src 'none'",
    "script-src 'self'",
    `style-src 'self' 'nonce-${nonce}'`,
    "img-src 'self' data:",
    "font-src 'self'",
    "connect-src 'self'",
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
  ]
  response.writeHead(200, {
    'content-type': types[extname(file)] ?? 'application/octet-stream',
    'content-security-policy': policy.join('; '),
    'cache-control': 'no-store',
  })
  response.end(extname(file) === '.html' ? body.toString().replaceAll('__CSP_NONCE__', nonce) : body)
}

function sendJson(response: ServerResponse, status: number, value: unknown): void {
  response.writeHead(status, { 'content-type': 'application/json' })
  response.end(JSON.stringify(value))
}

function publicStatus(state: FakeState) {
  const services = state.services.map(({ id, title, tier, port, state: { kind } }) => ({
    id,
    title,
    tier,
    port,
    state: kind,
  }))
  return { version: '0.1.0', pid: 48_201, state: 'running', services }
}
