import { isRequest, rpcCode } from '@shared/mcp/json-rpc'
import type { Refusal } from '../guards/refusal'
import type { Received } from '../guards/message'
import type { Era, Visit } from './era'
import { refuse } from './reply'

/** The service id of the port that will join all services into one endpoint. */
export const COMBINED_ENDPOINT = 'gateway'

const notAvailable: Refusal = {
  guard: 'combined-endpoint',
  status: 404,
  code: rpcCode.serviceUnavailable,
  message:
    'The combined endpoint is not available in this version of OmniMind. ' +
    'Connect to the port of each service instead; the Connect page lists them.',
}

/** Holds the combined endpoint's port and says so, until there is something behind it. */
export const combinedEndpoint: Era = {
  speaks: (visit) => visit.serviceId === COMBINED_ENDPOINT,
  post: (visit: Visit, { message }: Received) =>
    refuse(visit.response, notAvailable, isRequest(message) ? message.id : null),
  get: (visit) => refuse(visit.response, notAvailable),
  delete: (visit) => refuse(visit.response, notAvailable),
}
