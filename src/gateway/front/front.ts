import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http'
import { rpcCode } from '@shared/mcp/json-rpc'
import { checkLength, readBody } from '../guards/body'
import { checkAccept, checkContent } from '../guards/content'
import { createDoor } from '../guards/door'
import { checkHead } from '../guards/head'
import { parseMessage, type Received } from '../guards/message'
import { COMBINED_SERVICE, endpointOf } from '../guards/path'
import { isRefusal, type Refusal } from '../guards/refusal'
import { checkAddress } from '../guards/scope'
import type { TokenGuard } from '../guards/token'
import type { GatewayOptions } from '../options'
import type { Era, Visit } from './era'
import { refuse, refuseUnread } from './reply'

export type Eras = readonly [...Era[], Era]

export interface FrontDeps {
  options: GatewayOptions
  tokens: TokenGuard
  /** The manners of speaking MCP, asked in order; the last one answers what nobody claims. */
  eras: Eras
  /** True when the combined port has such an address. */
  hasEndpoint(endpointId: string): boolean
  onRefused(serviceId: string, refusal: Refusal): void
}

/** The way of every request: guards on the head, the body, guards on the message, then the era it speaks. */
export function createFront(serviceId: string, port: number, deps: FrontDeps): RequestListener {
  const isCombined = serviceId === COMBINED_SERVICE
  const door = createDoor(port, serviceId)

  const answer = (request: IncomingMessage, response: ServerResponse): void => {
    const refused = (refusal: Refusal): void => {
      deps.onRefused(serviceId, refusal)
      refuseUnread(request, response, refusal, deps.options.refusedBodyMs)
    }
    const refusal = checkHead(request, door)
    if (refusal) return refused(refusal)
    const identity = deps.tokens.check(request)
    if (isRefusal(identity)) return refused(identity)
    const content = request.method === 'POST' ? checkBody(request) : null
    if (content) return refused(content)
    const accepts = checkAccept(request)
    if (isRefusal(accepts)) return refused(accepts)
    const endpointId = endpointOf(request.url ?? '', serviceId) ?? serviceId
    const misplaced = checkAddress(identity, serviceId, endpointId)
    if (misplaced) return refused(misplaced)
    if (isCombined && !deps.hasEndpoint(endpointId)) return refused(noSuchEndpoint(endpointId))
    const visit = { request, response, serviceId, endpointId, identity, accepts }
    if (request.method === 'POST') receive(visit, refused)
    else if (request.method === 'GET') eraOf(deps.eras, visit).get(visit)
    else eraOf(deps.eras, visit).delete(visit)
  }

  const checkBody = (request: IncomingMessage): Refusal | null =>
    checkContent(request) ?? checkLength(request, deps.options.maxBodyBytes)

  const receive = (visit: Visit, refused: (refusal: Refusal) => void): void => {
    if (visit.request.headers.expect !== undefined) visit.response.writeContinue()
    readBody(visit.request, deps.options.maxBodyBytes, (body) => {
      if (!Buffer.isBuffer(body)) return refused(body)
      const received = parseMessage(body, deps.options.maxJsonDepth)
      if (isRefusal(received)) {
        deps.onRefused(serviceId, received)
        return refuse(visit.response, received)
      }
      eraOf(deps.eras, visit, received).post(visit, received)
    })
  }

  return answer
}

/** Said only to who has a token. */
function noSuchEndpoint(endpointId: string): Refusal {
  return {
    guard: 'endpoint',
    status: 404,
    code: rpcCode.refused,
    message:
      `There is no profile or service "${endpointId}" here (any more). Use /mcp for everything, or take an ` +
      'address from the Connect page of OmniMind.',
  }
}

function eraOf(eras: Eras, visit: Visit, received?: Received): Era {
  return eras.find((era) => era.speaks(visit, received)) ?? (eras.at(-1) as Era)
}
