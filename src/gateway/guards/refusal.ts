import type { IncomingMessage } from 'node:http'

/** Why a request goes no further: an HTTP status, a JSON-RPC code, and what to do, in words. */
export interface Refusal {
  /** Name of the guard, for the log. */
  guard: string
  status: number
  code: number
  message: string
  headers?: Record<string, string>
}

/** What a guard may look at: the head only, so that no byte of a refused body is read. */
export type RequestHead = Pick<
  IncomingMessage,
  'method' | 'url' | 'httpVersion' | 'rawHeaders' | 'headers'
> & { socket: { remoteAddress?: string | undefined } }

export function isRefusal(value: object): value is Refusal {
  return 'guard' in value
}

/** All values of a header as they came in; Node's `headers` joins or drops repeated ones. */
export function rawValues(request: RequestHead, lowerCaseName: string): string[] {
  const raw = request.rawHeaders
  const values: string[] = []
  for (let index = 0; index + 1 < raw.length; index += 2) {
    const name = raw[index] as string
    if (name.length === lowerCaseName.length && name.toLowerCase() === lowerCaseName)
      values.push(raw[index + 1] as string)
  }
  return values
}
