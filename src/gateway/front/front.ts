import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http'
import { checkLength, readBody } from '../guards/body'
import { checkAccept, checkContent } from '../guards/content'
import { createDoor } from '../guards/door'
import { checkHead } from '../guards/head'
import { parseMessage, type Received } from '../guards/message'
import { isRefusal, type Refusal } from '../guards/refusal'
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
  onRefused(serviceId: string, refusal: Refusal): void
}

/** The way of every request: guards on the head, the body, guards on the message, then the era it speaks. */
export function createFront(serviceId: string, port: number, deps: FrontDeps): RequestListener {
  const door = createDoor(port)

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
    const visit = { request, response, serviceId, identity, accepts }
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

function eraOf(eras: Eras, visit: Visit, received?: Received): Era {
  return eras.find((era) => era.speaks(visit, received)) ?? (eras.at(-1) as Era)
}
