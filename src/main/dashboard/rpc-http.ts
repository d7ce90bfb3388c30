import type { IncomingMessage, ServerResponse } from 'node:http'
import { RPCHandler } from '@orpc/server/node'
import { RPC_PREFIX } from '@shared/contract'
import type { Api } from '../api'
import { readJsonBody } from './read-body'
import { refuse, refuseMethod, sendJson } from './respond'

/** The contract over HTTP, for the command line: one POST per query, command or stream. */
export function createRpcHttp(
  api: Api,
): (request: IncomingMessage, response: ServerResponse) => Promise<void> {
  const handler = new RPCHandler(api)
  return async (request, response) => {
    if (request.method !== 'POST') return refuseMethod(response, 'POST')
    const body = await readJsonBody(request)
    if (body.kind === 'refused') return refuse(response, body.status, body.message)
    response.setHeader('Cache-Control', 'no-store')
    response.setHeader('X-Content-Type-Options', 'nosniff')
    const withBody = Object.assign(request, { body: body.value })
    const { matched } = await handler.handle(withBody, response, { prefix: RPC_PREFIX })
    if (!matched) sendJson(response, 404, { error: 'There is no such procedure.' })
  }
}
