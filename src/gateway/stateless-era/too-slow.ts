import { rpcCode } from '@shared/mcp/json-rpc'
import { inBand, type Fault } from './fault'

/** What the client of a request hears that was not answered in time and was cancelled. */
export function tooSlow(serviceId: string, method: string, repeatable: boolean, timeoutMs: number): Fault {
  const next = repeatable
    ? 'Try again, or give it more time in OmniMind.'
    : 'It may or may not have taken effect: check the result before trying again.'
  return inBand(
    rpcCode.timeout,
    `"${serviceId}" did not answer "${method}" within ${timeoutMs / 1_000} s and was told to stop. ${next}`,
  )
}
