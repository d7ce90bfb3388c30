import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Accepts } from '../guards/content'
import type { Received } from '../guards/message'
import type { Identity } from '../guards/token'

/** One HTTP request that passed the guards. */
export interface Visit {
  request: IncomingMessage
  response: ServerResponse
  /** Whose port it came to; `gateway` is the combined one. */
  serviceId: string
  /** What its address means: on the combined port a profile's or a service's id, else the port's own service. */
  endpointId: string
  identity: Identity
  accepts: Accepts
}

/**
 * One way of speaking MCP over HTTP: the sessions of the revisions up to 2025-11-25, and the stateless one of
 * 2026-07-28 beside it, chosen by `speaks`.
 */
export interface Era {
  /** True when the request is in this era's manner; `received` is there for a POST. */
  speaks(visit: Visit, received?: Received): boolean
  post(visit: Visit, received: Received): void
  get(visit: Visit): void
  delete(visit: Visit): void
}
