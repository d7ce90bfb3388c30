import { STATEMENT_MS } from '../limits'

/** What stands in place of the key, should the other side send it back. */
export const KEY_MARK = '[key]'

export class ResponseTooLarge extends Error {
  override readonly name = 'ResponseTooLarge'
}

export interface GuardedFetchOptions {
  key: string
  maxBytes: number
  /** Ends the request, beside the time limit. */
  signal: AbortSignal
}

/**
 * The only way out of the hosted backend. A redirect is an error, because the key would go with it; a request ends after
 * 20 s; an answer is read no further than its limit; and the key is in no answer.
 */
export function guardedFetch({ key, maxBytes, signal }: GuardedFetchOptions): typeof fetch {
  return async (input, init) => {
    const timeLimit = AbortSignal.timeout(STATEMENT_MS)
    const signals = [signal, timeLimit, ...(init?.signal ? [init.signal] : [])]
    const response = await fetch(input, { ...init, redirect: 'error', signal: AbortSignal.any(signals) })
    const bytes = await readAtMost(response, maxBytes)
    const { status, statusText } = response
    const headers = new Headers(response.headers)
    // The body is given on unpacked, and the key may be taken out of it.
    for (const name of ['content-encoding', 'content-length']) headers.delete(name)
    const hasBody = ![101, 204, 205, 304].includes(status)
    return new Response(hasBody ? withoutKey(bytes, headers, key) : null, { status, statusText, headers })
  }
}

async function readAtMost(response: Response, maxBytes: number): Promise<Buffer> {
  const chunks: Uint8Array[] = []
  let length = 0
  for await (const chunk of response.body ?? []) {
    length += chunk.length
    if (length > maxBytes) throw new ResponseTooLarge(`The answer is longer than ${maxBytes} bytes.`)
    chunks.push(chunk)
  }
  return Buffer.concat(chunks)
}

/** Files pass as they are: nothing of theirs may change. */
function withoutKey(bytes: Buffer, headers: Headers, key: string): Uint8Array<ArrayBuffer> | string {
  const type = headers.get('content-type') ?? ''
  const isText = type.includes('json') || type.startsWith('text/')
  if (isText && bytes.includes(key)) return bytes.toString().replaceAll(key, KEY_MARK)
  return new Uint8Array(bytes)
}
