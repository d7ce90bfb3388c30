import type { IncomingMessage } from 'node:http'
import { rpcCode } from '@shared/mcp/json-rpc'
import type { Refusal, RequestHead } from './refusal'

/** Refuses a body that says itself that it is too large, before any of it is asked for. */
export function checkLength(request: RequestHead, maxBytes: number): Refusal | null {
  return Number(request.headers['content-length'] ?? 0) > maxBytes ? tooLarge(maxBytes) : null
}

/**
 * Collects a request's body up to `maxBytes`. `done` is called once, with the bytes or the refusal; never when
 * the client goes away first.
 */
export function readBody(
  request: IncomingMessage,
  maxBytes: number,
  done: (body: Buffer | Refusal) => void,
): void {
  const chunks: Buffer[] = []
  let size = 0
  const onData = (chunk: Buffer): void => {
    size += chunk.length
    if (size <= maxBytes) return void chunks.push(chunk)
    request.off('data', onData)
    request.off('end', onEnd)
    done(tooLarge(maxBytes))
  }
  const onEnd = (): void => done(chunks.length === 1 ? (chunks[0] as Buffer) : Buffer.concat(chunks))
  request.on('data', onData)
  request.on('end', onEnd)
}

function tooLarge(maxBytes: number): Refusal {
  return {
    guard: 'body',
    status: 413,
    code: rpcCode.refused,
    message: `The message is larger than ${Math.round(maxBytes / 1024 / 1024)} MB. Send less at once.`,
  }
}
