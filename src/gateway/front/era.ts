import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Accepts } from '../guards/content'
import type { Received } from '../guards/message'
import type { Identity } from '../guards/token'

/** One HTTP request that passed the guards. */
export interface Visit {
  request: IncomingMessage
  response: ServerResponse
  serviceId: string
  identity: Identity
  accepts: Accepts
}

/**
 * One way of speaking MCP over HTTP: the sessions of the revisions up to 2025-11-25 now; the stateless one of
 * 2026-07-28 can stand beside it, chosen by `speaks`.
 */
export interface Era {
  /** True when the request is in this era's manner; `received` is there for a POST. */
  speaks(visit: Visit, received?: Received): boolean
  post(visit: Visit, received: Received): void
  get(visit: Visit): void
  delete(visit: Visit): void
}
