import { SECOND, type Clock } from '@shared/lib/clock'
import type { PortHolder, ServiceId } from '@shared/domain/service'
import type { Problem } from '@shared/errors'
import type { FromGateway } from '@shared/process/gateway-messages'
import { portHeld } from '../supervisor'

/** What became of the wish to listen on a port. */
export type ListenResult =
  | { kind: 'bound'; port: number }
  | { kind: 'failed'; problem: Problem; holder: PortHolder | null }

type BindFailed = Extract<FromGateway, { type: 'bind-failed' }>

/** A gateway that says nothing this long is not going to. */
const ANSWER_MS = 10 * SECOND

export interface PortClaimsDeps {
  clock: Clock
  diagnose: (port: number, address: string) => Promise<PortHolder>
  onBound: (id: ServiceId) => void
  /** Somebody else holds the only port it could have; told once per failed attempt. */
  onHeld: (id: ServiceId, holder: PortHolder, problem: Problem) => void
}

interface Waiting {
  id: ServiceId
  port: number
  resolve: (result: ListenResult) => void
}

/** Follows which service got its port, and finds out once who holds the ones that were not to be had. */
export class PortClaims {
  readonly #deps: PortClaimsDeps
  #waiting: Waiting[] = []
  /** Services that have a port; one that cannot be moved to another keeps it. */
  readonly #bound = new Set<ServiceId>()
  /** The latest word on each service: a diagnosis that comes after it is stale. */
  readonly #latest = new Map<ServiceId, object>()

  constructor(deps: PortClaimsDeps) {
    this.#deps = deps
  }

  /** Resolves when the gateway reports on this port, or when it does not in 10 s. */
  await(id: ServiceId, port: number): Promise<ListenResult> {
    return new Promise((resolve) => {
      const waiting = { id, port, resolve }
      this.#waiting.push(waiting)
      this.#deps.clock.after(ANSWER_MS, () => {
        if (!this.#waiting.includes(waiting)) return
        this.#waiting = this.#waiting.filter((other) => other !== waiting)
        resolve({ kind: 'failed', problem: silent(port), holder: null })
      })
    })
  }

  bound(id: ServiceId, port: number): void {
    this.#latest.set(id, {})
    this.#bound.add(id)
    this.#deps.onBound(id)
    this.#settle(id, port, { kind: 'bound', port })
  }

  async failed({ serviceId, port, address, code }: BindFailed): Promise<void> {
    const mine = {}
    this.#latest.set(serviceId, mine)
    const holder = await this.#whoHolds(port, address)
    const problem = portHeld(holder, code)
    const isLatest = this.#latest.get(serviceId) === mine
    if (isLatest && !this.#bound.has(serviceId)) this.#deps.onHeld(serviceId, holder, problem)
    this.#settle(serviceId, port, { kind: 'failed', problem, holder })
  }

  /** The gateway is gone, and with it every port. */
  clear(): void {
    this.#bound.clear()
    this.#latest.clear()
  }

  async #whoHolds(port: number, address: string): Promise<PortHolder> {
    try {
      return await this.#deps.diagnose(port, address)
    } catch {
      // Not knowing who it is must not hide that somebody is.
      return { port, address, pid: null, command: null, user: null, isOmniMind: false }
    }
  }

  #settle(id: ServiceId, port: number, result: ListenResult): void {
    const answered = this.#waiting.filter((waiting) => waiting.id === id && waiting.port === port)
    this.#waiting = this.#waiting.filter((waiting) => !answered.includes(waiting))
    for (const { resolve } of answered) resolve(result)
  }
}

function silent(port: number): Problem {
  return {
    code: 'INTERNAL',
    message: `The gateway did not say whether it could listen on port ${port}.`,
    nextStep: 'Look at the log of the gateway, then try again.',
    cause: 'no answer within 10 s',
  }
}
