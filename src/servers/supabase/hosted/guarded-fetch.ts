import { STATEMENT_MS } from '../limits'
import { KEY_MARK } from './without-key'

export class ResponseTooLarge extends Error {
  override readonly name = 'ResponseTooLarge'
  /** The other side had done what it was asked for. */
  readonly isOfSuccess: boolean

  constructor(maxBytes: number, isOfSuccess: boolean) {
    super(`The answer is longer than ${maxBytes} bytes.`)
    this.isOfSuccess = isOfSuccess
  }
}

export interface GuardedFetchOptions {
  key: string
  maxBytes: number
  /** Ends the request, beside the time limit. */
  signal: AbortSignal
  /** The answer is a file: nothing in it may change. */
  isFile?: boolean
}

/**
 * The only way out of the hosted backend. A redirect is an error, because the key would go with it; a request ends after
 * 20 s; an answer is read no further than its limit; and the key is in none but a file, whatever its type says.
 */
export function guardedFetch({ key, maxBytes, signal, isFile = false }: GuardedFetchOptions): typeof fetch {
  return async (input, init) => {
    const timeLimit = AbortSignal.timeout(STATEMENT_MS)
    const signals = [signal, timeLimit, ...(init?.signal ? [init.signal] : [])]
    const response = await fetch(input, { ...init, redirect: 'error', signal: AbortSignal.any(signals) })
    const bytes = await readAtMost(response, maxBytes)
    const { status } = response
    const statusText = response.statusText.replaceAll(key, KEY_MARK)
    const headers = new Headers(
      [...response.headers].map(([name, value]) => [name, value.replaceAll(key, KEY_MARK)]),
    )
    // The body is given on unpacked, and the key may be taken out of it.
    for (const name of ['content-encoding', 'content-length']) headers.delete(name)
    const hasBody = ![101, 204, 205, 304].includes(status)
    const body = isFile && response.ok ? bytes : withoutKeyBytes(bytes, key)
    return new Response(hasBody ? new Uint8Array(body) : null, { status, statusText, headers })
  }
}

async function readAtMost(response: Response, maxBytes: number): Promise<Buffer> {
  const chunks: Uint8Array[] = []
  let length = 0
  for await (const chunk of response.body ?? []) {
    length += chunk.length
    if (length > maxBytes) throw new ResponseTooLarge(maxBytes, response.ok)
    chunks.push(chunk)
  }
  return Buffer.concat(chunks)
}

/** As Latin-1 every byte is one character and back: no other byte changes, whatever the body is. */
function withoutKeyBytes(bytes: Buffer, key: string): Buffer {
  if (!bytes.includes(key)) return bytes
  return Buffer.from(bytes.toString('latin1').replaceAll(key, KEY_MARK), 'latin1')
}
