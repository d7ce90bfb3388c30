import type { Clock } from '@shared/lib/clock'
import { rpcCode } from '@shared/mcp/json-rpc'
import type { GatewayOptions } from '../options'
import type { Carried } from './carried'
import type { RouteCell } from './routes'
import type { Unavailable } from './unavailable'

export interface WaitingRoomDeps<T extends Carried> {
  route: RouteCell
  clock: Clock
  options: Pick<GatewayOptions, 'waitMs' | 'wakeWaitMs'>
  onTimeout: (carried: T, why: Unavailable) => void
}

/** Requests that wait until their service can be reached, each with its own deadline, in order of arrival. */
export class WaitingRoom<T extends Carried> {
  readonly #deps: WaitingRoomDeps<T>
  readonly #waiting = new Set<T>()

  constructor(deps: WaitingRoomDeps<T>) {
    this.#deps = deps
  }

  get size(): number {
    return this.#waiting.size
  }

  add(carried: T): void {
    const { route, clock, options, onTimeout } = this.#deps
    const waitMs = route.current.kind === 'asleep' ? options.wakeWaitMs : options.waitMs
    this.#waiting.add(carried)
    carried.deadline = clock.after(waitMs, () => {
      this.remove(carried)
      onTimeout(carried, tooLate(route.serviceId, waitMs))
    })
  }

  remove(carried: T): void {
    if (!this.#waiting.delete(carried)) return
    carried.deadline?.dispose()
    carried.deadline = null
  }

  /** Everybody leaves. */
  takeAll(): T[] {
    const all = [...this.#waiting]
    for (const carried of all) this.remove(carried)
    return all
  }
}

function tooLate(serviceId: string, waitMs: number): Unavailable {
  return {
    code: rpcCode.serviceUnavailable,
    message: `"${serviceId}" did not come up within ${waitMs / 1_000} s. Nothing was done; it is safe to try again.`,
  }
}

/** @param reason main's words: why, and what can be done about it */
export function stopped(serviceId: string, reason: string): Unavailable {
  return {
    code: rpcCode.serviceUnavailable,
    message: `"${serviceId}" is not running: ${reason} Nothing was done.`,
  }
}

export function outcomeUnknown(serviceId: string, what: string): Unavailable {
  return {
    code: rpcCode.outcomeUnknown,
    message:
      `The connection to "${serviceId}" ended while "${what}" was running: the outcome is unknown. It may or may ` +
      'not have taken effect and was not repeated. Check the result before trying again.',
  }
}

export function keepsEnding(serviceId: string, what: string): Unavailable {
  return {
    code: rpcCode.serviceUnavailable,
    message:
      `The connection to "${serviceId}" ended each time it was asked "${what}". ` +
      'See its log in OmniMind before trying again.',
  }
}

export function tooLarge(serviceId: string, what: string): Unavailable {
  return {
    code: rpcCode.internalError,
    message:
      `The answer of "${serviceId}" to "${what}" is over 10 MB and was left out. It was carried out; ask for less, ` +
      'or for a part of it.',
  }
}

export function unreadable(serviceId: string, what: string): Unavailable {
  return {
    code: rpcCode.internalError,
    message:
      `The answer of "${serviceId}" to "${what}" is no JSON-RPC, or is nested too deep, and was left out. ` +
      'It was carried out; see its log in OmniMind.',
  }
}

export function sessionEnded(): Unavailable {
  return {
    code: rpcCode.serviceUnavailable,
    message: 'The MCP session ended before the answer came. Start a new one with "initialize".',
    endedByUs: true,
  }
}
