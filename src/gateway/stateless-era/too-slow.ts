import { rpcCode } from '@shared/mcp/json-rpc'
import { inBand, type Fault } from './fault'

/** What the client of a request hears that was not answered in time and was cancelled. */
export function tooSlow(method: string, repeatable: boolean, timeoutMs: number): Fault {
  const what = `"${method}" was not answered within ${timeoutMs / 1_000} s and was told to stop.`
  return repeatable
    ? inBand(rpcCode.serviceUnavailable, `${what} Try again, or give the service more time in OmniMind.`)
    : inBand(
        rpcCode.outcomeUnknown,
        `${what} It may or may not have taken effect: check the result before trying again.`,
      )
}
