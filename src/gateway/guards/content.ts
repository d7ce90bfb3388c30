import { rpcCode } from '@shared/mcp/json-rpc'
import type { Refusal, RequestHead } from './refusal'

/** Body kinds a client can read. */
export interface Accepts {
  json: boolean
  events: boolean
}

/** JSON in UTF-8, as it is: a compressed body could unpack to any size. */
export function checkContent(request: RequestHead): Refusal | null {
  const type = request.headers['content-type'] ?? ''
  if (!/^application\/json *(; *charset="?utf-8"? *)?$/i.test(type))
    return refusal(415, 'Send the message as "Content-Type: application/json" in UTF-8.')
  const encoding = request.headers['content-encoding']
  if (encoding !== undefined && encoding !== 'identity')
    return refusal(415, 'Send the body uncompressed, without Content-Encoding.')
  return null
}

/**
 * Reads the Accept header; none means anything.
 * @returns what the client reads, or a refusal when that is neither JSON nor an event stream
 */
export function checkAccept(request: RequestHead): Accepts | Refusal {
  const header = request.headers.accept
  const accepts = header === undefined ? { json: true, events: true } : parseAccept(header)
  if (request.method === 'DELETE') return accepts
  if (request.method === 'GET' ? accepts.events : accepts.json || accepts.events) return accepts
  return refusal(406, 'Send "Accept: application/json, text/event-stream".')
}

function parseAccept(header: string): Accepts {
  const accepts: Accepts = { json: false, events: false }
  for (const part of header.toLowerCase().split(',')) {
    const [type = '', ...parameters] = part.split(';').map((text) => text.trim())
    if (parameters.some((parameter) => /^q=0(\.0*)?$/.test(parameter))) continue
    if (type === '*/*' || type === 'application/*' || type === 'application/json') accepts.json = true
    if (type === '*/*' || type === 'text/*' || type === 'text/event-stream') accepts.events = true
  }
  return accepts
}

function refusal(status: number, message: string): Refusal {
  return { guard: 'content', status, code: rpcCode.refused, message }
}
