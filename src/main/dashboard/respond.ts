import type { IncomingMessage, ServerResponse } from 'node:http'

const GUARD_HEADERS = {
  'X-Content-Type-Options': 'nosniff',
  'Referrer-Policy': 'no-referrer',
  'Cross-Origin-Resource-Policy': 'same-origin',
  'Cache-Control': 'no-store',
}

export function sendJson(
  response: ServerResponse,
  status: number,
  value: unknown,
  headers: Record<string, string> = {},
): void {
  send(response, status, `${JSON.stringify(value)}\n`, {
    'Content-Type': 'application/json; charset=utf-8',
    ...headers,
  })
}

/** Ends the response; the body is left out by Node itself when the request was HEAD. */
export function send(
  response: ServerResponse,
  status: number,
  body: string | Uint8Array,
  headers: Record<string, string>,
): void {
  response.writeHead(status, { ...GUARD_HEADERS, 'Content-Length': Buffer.byteLength(body), ...headers })
  response.end(body)
}

/** An error answer that closes the connection, so that an unread body is not carried on. */
export function refuse(response: ServerResponse, status: number, message: string): void {
  sendJson(response, status, { error: message }, { Connection: 'close' })
}

/** GET and HEAD read; anything else on a reading route is answered 405. */
export function isReading(request: IncomingMessage): boolean {
  return request.method === 'GET' || request.method === 'HEAD'
}

export function refuseMethod(response: ServerResponse, allowed: string): void {
  sendJson(
    response,
    405,
    { error: `Only ${allowed} is possible here.` },
    { Allow: allowed, Connection: 'close' },
  )
}
