import { jsonHeaders, initialize } from './raw-client'

/** A request as bytes, line by line, that passes as it is. */
export interface RawRequest {
  line: string
  headers: string[]
  body: string
}

export function goodRequest(port: number): RawRequest {
  const body = JSON.stringify(initialize)
  return {
    line: 'POST /mcp HTTP/1.1',
    headers: [
      `Host: 127.0.0.1:${port}`,
      ...Object.entries(jsonHeaders).map(([name, value]) => `${name}: ${value}`),
      'Connection: close',
      `Content-Length: ${Buffer.byteLength(body)}`,
    ],
    body,
  }
}

export function bytesOf({ line, headers, body }: RawRequest): string {
  return [line, ...headers, '', body].join('\r\n')
}

/** 0 when nothing was answered. */
export function statusOf(answer: string): number {
  return Number(/^HTTP\/1\.1 (\d+)/.exec(answer)?.[1] ?? 0)
}

/** Replaces a header, or drops it when `value` is null. */
export function withHeader(request: RawRequest, name: string, value: string | null): RawRequest {
  const others = request.headers.filter((one) => !one.toLowerCase().startsWith(`${name.toLowerCase()}:`))
  return { ...request, headers: value === null ? others : [...others, `${name}: ${value}`] }
}

export function alsoHeader(request: RawRequest, line: string): RawRequest {
  return { ...request, headers: [...request.headers, line] }
}
