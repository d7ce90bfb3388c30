import { rpcCode } from '@shared/mcp/json-rpc'
import type { Refusal, RequestHead } from './refusal'

/** HTTP/1.1 in origin form only (`/mcp`): an absolute target could name another host than the Host header. */
export function checkTarget(request: RequestHead): Refusal | null {
  if (request.httpVersion !== '1.1') return refusal(505, 'Use HTTP/1.1.', { connection: 'close' })
  if (!request.url?.startsWith('/'))
    return refusal(400, 'Send the path alone as request target, for example "POST /mcp".')
  return null
}

function refusal(status: number, message: string, headers?: Record<string, string>): Refusal {
  return { guard: 'target', status, code: rpcCode.refused, message, ...(headers ? { headers } : {}) }
}
