import { rpcCode } from '@shared/mcp/json-rpc'
import type { Refusal, RequestHead } from './refusal'

/** Only this machine may talk to us. The listeners bind loopback alone; this guards against a mistake there. */
export function checkPeer(request: RequestHead): Refusal | null {
  const address = request.socket.remoteAddress ?? ''
  if (address === '127.0.0.1' || address === '::1') return null
  if (/^(::ffff:)?127\.\d+\.\d+\.\d+$/.test(address)) return null
  return {
    guard: 'peer',
    status: 403,
    code: rpcCode.refused,
    message: 'OmniMind answers programs on this machine only. Connect through 127.0.0.1.',
  }
}
