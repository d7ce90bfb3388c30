import { randomBytes } from 'node:crypto'

/** Where a call stands in a distributed trace. Source: W3C Trace Context. */
export interface TracePlace {
  traceId: string
  spanId: string
  /** null where the trace begins. */
  parentSpanId: string | null
  flags: string
}

const TRACEPARENT = /^00-([0-9a-f]{32})-([0-9a-f]{16})-([0-9a-f]{2})$/

/** @returns a span of ours under the client's; null when it sent none */
export function placeIn(traceparent: string | null): TracePlace | null {
  const [, traceId, parentSpanId, flags] = TRACEPARENT.exec(traceparent ?? '') ?? []
  if (traceId === undefined || parentSpanId === undefined || flags === undefined) return null
  return { traceId, parentSpanId, flags, spanId: randomBytes(8).toString('hex') }
}

/** A trace that begins here. Sampled, as whoever looks at it decides later. */
export function newPlace(): TracePlace {
  const random = randomBytes(24).toString('hex')
  return { traceId: random.slice(16), spanId: random.slice(0, 16), parentSpanId: null, flags: '01' }
}

export function traceparentOf({ traceId, spanId, flags }: TracePlace): string {
  return `00-${traceId}-${spanId}-${flags}`
}
