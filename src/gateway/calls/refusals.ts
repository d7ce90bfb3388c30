import { rpcCode } from '@shared/mcp/json-rpc'
import type { GuardVerdict } from './call-guards'

type Refused = Extract<GuardVerdict, { kind: 'refuse' }>

const safe = 'Nothing was done; it is safe to try again.'

export function notAllowed(name: string, what: string): Refused {
  return {
    kind: 'refuse',
    guard: 'scope',
    code: rpcCode.refused,
    status: 403,
    message: `The token "${name}" may not use ${what}. Its owner can change that in OmniMind under Gateway, Clients.`,
  }
}

export function tooFast(serviceId: string, waitMs: number): Refused {
  const retryAfterS = Math.max(1, Math.ceil(waitMs / 1_000))
  return {
    kind: 'refuse',
    guard: 'rate',
    code: rpcCode.refused,
    status: 429,
    retryAfterS,
    message: `Too many calls to "${serviceId}" by this client. Try again in ${retryAfterS} s. ${safe}`,
  }
}

export function queueFull(serviceId: string, why: 'full' | 'displaced' | 'timeout'): Refused {
  const reasons = {
    full: 'has as many calls waiting as it may',
    displaced: 'is busy, and a call of higher priority took the place of this one',
    timeout: 'was busy for as long as a call may wait',
  }
  return {
    kind: 'refuse',
    guard: 'queue',
    code: rpcCode.refused,
    status: 503,
    retryAfterS: 1,
    message: `"${serviceId}" ${reasons[why]}. Try again in a moment, with fewer calls at a time. ${safe}`,
  }
}

/** @param waitMs 0 while one call finds out whether it works again */
export function circuitOpen(serviceId: string, waitMs: number, epochMs: number): Refused {
  const retryAfterS = Math.max(1, Math.ceil(waitMs / 1_000))
  const until = new Date(epochMs + waitMs).toISOString()
  const when =
    waitMs > 0
      ? `Calls are refused until ${until} (${retryAfterS} s)`
      : 'One call is finding out whether it works again'
  return {
    kind: 'refuse',
    guard: 'circuit',
    code: rpcCode.serviceUnavailable,
    status: 503,
    retryAfterS,
    message:
      `"${serviceId}" failed several times in a row. ${when}; see its log in OmniMind, or close the circuit there. ` +
      safe,
  }
}
