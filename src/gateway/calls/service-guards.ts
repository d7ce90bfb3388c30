import type { GuardStatus } from '@shared/domain/gateway'
import type { GatewayLimits } from '@shared/domain/limits'
import type { Clock } from '@shared/lib/clock'
import { rpcCode } from '@shared/mcp/json-rpc'
import type { CallEnd } from './call-guards'
import { Circuit, type CircuitVerdict, type SavedCircuit } from './circuit'
import { Turnstile } from './turnstile'

export interface ServiceGuardsDeps {
  serviceId: string
  clock: Clock
  limits: GatewayLimits
  saved: SavedCircuit | null
  /** Its circuit opened, closed, or counts differently. */
  onCircuit: (serviceId: string, saved: SavedCircuit | null) => void
}

/** What guards one service: its circuit, its calls in flight, and what they counted. */
export class ServiceGuards {
  readonly serviceId: string
  readonly circuit: Circuit
  readonly turnstile: Turnstile
  readonly refused = { scope: 0, rate: 0, queue: 0, circuit: 0, timeout: 0 }
  readonly cache = { hits: 0, diskHits: 0, misses: 0 }

  constructor({ serviceId, clock, limits, saved, onCircuit }: ServiceGuardsDeps) {
    this.serviceId = serviceId
    this.circuit = new Circuit(clock, limits.breaker, saved, () => {
      onCircuit(serviceId, this.circuit.saved())
      // Nobody waits any longer for a service that would refuse them then.
      if (this.circuit.isOpen) this.turnstile.flush()
    })
    this.turnstile = new Turnstile({ clock, limits: limits.concurrency, room: () => this.circuit.room })
  }

  configure(limits: GatewayLimits): void {
    this.circuit.configure(limits.breaker)
    this.turnstile.configure(limits.concurrency)
  }

  status(cacheEntries: number): GuardStatus {
    return {
      serviceId: this.serviceId,
      circuit: this.circuit.status(),
      concurrencyLimit: this.turnstile.limit,
      inFlight: this.turnstile.inFlight,
      queued: this.turnstile.queued,
      refused: { ...this.refused },
      cache: { ...this.cache, entries: cacheEntries },
    }
  }
}

/**
 * What the end of a call says about its service. A tool that reports an error, and a JSON-RPC error of the
 * service, show that it works; only what came from nobody at home counts as a failure.
 */
export function circuitVerdict({ outcome, errorCode, endedByUs }: CallEnd): CircuitVerdict {
  if (endedByUs) return 'nothing'
  if (outcome === 'ok' || outcome === 'tool-error' || outcome === 'input-required') return 'worked'
  if (outcome === 'outcome-unknown') return 'failed'
  if (outcome !== 'error' || errorCode === undefined || errorCode === null) return 'nothing'
  return AWAY.has(errorCode) ? 'failed' : 'worked'
}

const AWAY: ReadonlySet<number> = new Set([
  rpcCode.serviceUnavailable,
  rpcCode.timeout,
  rpcCode.outcomeUnknown,
])
