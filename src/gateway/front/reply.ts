import type { IncomingMessage, ServerResponse } from 'node:http'
import { errorResponse, type JsonRpcId } from '@shared/mcp/json-rpc'
import type { Refusal } from '../guards/refusal'

/** Answers with JSON text as it is. @returns its size in bytes */
export function sendJson(
  response: ServerResponse,
  status: number,
  text: string,
  headers?: Record<string, string>,
): number {
  const bytes = Buffer.byteLength(text)
  response.writeHead(status, { 'content-type': 'application/json', 'content-length': bytes, ...headers })
  response.end(text)
  return bytes
}

/** Says no: the status for programs, a JSON-RPC error with what to do for people. */
export function refuse(response: ServerResponse, refusal: Refusal, id: JsonRpcId | null = null): void {
  sendJson(response, refusal.status, refusalText(refusal, id), refusal.headers)
}

export function refusalText(refusal: Refusal, id: JsonRpcId | null): string {
  return JSON.stringify(errorResponse(id, refusal.code, refusal.message))
}

/** A body up to this size is read to its end after a refusal, so that the connection can be kept. */
const SMALL_BODY = 64 * 1024

/**
 * Refuses a request whose body was not read. Closing while bytes still arrive would reset the connection and
 * the client would never see why; so the rest is read and thrown away, for at most `drainMs`, then it closes.
 */
export function refuseUnread(
  request: IncomingMessage,
  response: ServerResponse,
  refusal: Refusal,
  drainMs: number,
): void {
  const declared = request.headers['content-length']
  const endless = request.headers['transfer-encoding'] !== undefined
  if (request.complete || (!endless && Number(declared ?? 0) <= SMALL_BODY)) return refuse(response, refusal)
  const text = refusalText(refusal, null)
  response.writeHead(refusal.status, {
    'content-type': 'application/json',
    'content-length': Buffer.byteLength(text),
    ...refusal.headers,
    connection: 'close',
  })
  response.write(text)
  const timer = setTimeout(() => response.end(), drainMs)
  request.once('end', () => response.end())
  response.once('close', () => clearTimeout(timer))
  request.resume()
}
