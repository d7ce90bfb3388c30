import type { CallOutcome, ProtocolEra } from '@shared/domain/call'
import type { CatalogTool } from '@shared/domain/catalog'
import type { Disposable } from '@shared/lib/disposable'
import type { Identity } from '../guards/token'

/** One request for a service, after its route is known and before anything is sent. */
export interface GuardedCall {
  identity: Identity
  /** Through which address it came: a profile's or a service's id. */
  endpointId: string
  serviceId: string
  method: string
  /** The service's own names and the arguments. */
  params: Record<string, unknown> | undefined
  /** For tools/call, when the tool is known. */
  tool: CatalogTool | null
  /** May reach the service twice without harm. */
  repeatable: boolean
  /** What the client calls itself, e.g. `claude-code 2.1`; and in which era it speaks. */
  client?: string | null
  era?: ProtocolEra
}

export type GuardVerdict =
  /** Send it; call `done` exactly once when it has ended. */
  | { kind: 'send'; queueMs: number; done: (end: CallEnd) => void }
  /** Another call or the cache has the answer: the `result` member as JSON text. */
  | { kind: 'answer'; resultText: string; source: 'memory' | 'disk' | 'shared' }
  /** A JSON-RPC error code, an HTTP status for requests whose head is not sent yet, and what to do, in words. */
  | {
      kind: 'refuse'
      guard: RefusingGuard
      code: number
      message: string
      status: number
      retryAfterS?: number
    }

export type RefusingGuard = 'scope' | 'rate' | 'queue' | 'circuit'

export interface CallEnd {
  outcome: CallOutcome
  /** JSON-RPC code when it ended with an error: tells a service that is away from one that said no. */
  errorCode?: number | null
  /** It ended because we ended the conversation with the service. */
  endedByUs?: boolean
  /** Sent to answered, ms; what the adaptive limit learns from. 0 when it says nothing about the service's speed. */
  serviceMs: number
  /** The `result` member as JSON text, for the cache; null when there was none or it was not read. */
  resultText: (() => string | null) | null
}

/** The guards every call passes, in DESIGN's order: scope, rate, concurrency, circuit, cache. */
export interface CallGuards {
  /**
   * Decides at once when it can (`decide` is then called before this returns), later when the call must queue.
   * @returns disposing it takes a queued call back (its client left); no verdict comes then
   */
  admit(call: GuardedCall, decide: (verdict: GuardVerdict) => void): Disposable
}

const nothingToTakeBack: Disposable = { dispose: () => {} }

/** Lets everything pass: for parts under test, and until the real chain is given. */
export const openGuards: CallGuards = {
  admit: (_call, decide) => {
    decide({ kind: 'send', queueMs: 0, done: () => {} })
    return nothingToTakeBack
  },
}
