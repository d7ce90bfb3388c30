import type { IncomingMessage } from 'node:http'

/** The most a command may carry. The largest honest input is a tool call's arguments. */
export const MAX_BODY_BYTES = 4 * 1024 * 1024

export type Body =
  | { kind: 'json'; value: unknown }
  | { kind: 'refused'; status: 400 | 413 | 415; message: string }

/**
 * Reads a JSON body up to the cap. The content type is required: a form or plain text could come from any
 * page without the browser asking first. Bytes that are not UTF-8 are refused, not replaced.
 */
export async function readJsonBody(request: IncomingMessage): Promise<Body> {
  const type = request.headers['content-type']?.split(';')[0]?.trim().toLowerCase()
  if (type !== 'application/json') return refused(415, 'Send the body as application/json.')
  if (Number(request.headers['content-length'] ?? 0) > MAX_BODY_BYTES) return tooLarge()
  const chunks: Buffer[] = []
  let length = 0
  // Leaving the loop must not destroy the request: the socket would go with it, and the answer too.
  for await (const chunk of request.iterator({ destroyOnReturn: false }) as AsyncIterable<Buffer>) {
    length += chunk.length
    if (length > MAX_BODY_BYTES) return tooLarge()
    chunks.push(chunk)
  }
  try {
    const text = new TextDecoder('utf-8', { fatal: true }).decode(Buffer.concat(chunks))
    return { kind: 'json', value: JSON.parse(text) as unknown }
  } catch {
    return refused(400, 'The body is not valid JSON.')
  }
}

function tooLarge(): Body {
  return refused(413, `The body is larger than ${MAX_BODY_BYTES / 1024 / 1024} MB.`)
}

function refused(status: 400 | 413 | 415, message: string): Body {
  return { kind: 'refused', status, message }
}
