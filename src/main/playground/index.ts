import type { Offer, PlaygroundAnswer, PlaygroundRequest, SavedRequest } from '@shared/contract/playground'
import type { CallContents, CallRecord } from '@shared/domain/call'
import { OmniMindError } from '@shared/errors'
import type { Clock } from '@shared/lib/clock'
import { checkToolArguments } from '@shared/mcp/tool-arguments'
import { readOffer, recordedExchange, toCallError } from '../mcp-client'
import { REDACTED } from '../redaction'
import type { OpenedDatabase } from '../storage'
import { createSavedRequests } from './saved-requests'

/** Requests a person makes by hand, through the gateway as any client would. */
export interface Playground {
  offer(endpoint: string, signal?: AbortSignal): Promise<Offer>
  send(request: PlaygroundRequest, signal?: AbortSignal): Promise<PlaygroundAnswer>
  /**
   * Sends the request of a recorded call again.
   * @throws OmniMindError BAD_INPUT when its arguments were not kept whole
   */
  replay(call: CallRecord, contents: CallContents | null, signal?: AbortSignal): Promise<PlaygroundAnswer>
  saved(): SavedRequest[]
  save(title: string, request: PlaygroundRequest): SavedRequest[]
  removeSaved(id: string): SavedRequest[]
}

export interface PlaygroundDeps {
  db: OpenedDatabase
  clock: Clock
  token: string
  version: string
  /** Address of a service or profile. @throws OmniMindError UNKNOWN_SERVICE */
  urlOf: (endpoint: string) => string
}

export function createPlayground(deps: PlaygroundDeps): Playground {
  const { urlOf } = deps
  const send = async (request: PlaygroundRequest, signal?: AbortSignal): Promise<PlaygroundAnswer> => {
    if (request.kind === 'tool') checkToolArguments(request.arguments)
    const recorded = { url: urlOf(request.endpoint), ...asRpc(request) }
    return recordedExchange(recorded, deps, signal)
  }
  return {
    send,
    async offer(endpoint, signal) {
      const url = urlOf(endpoint)
      try {
        return await readOffer(url, deps, signal)
      } catch (error) {
        signal?.throwIfAborted()
        throw toCallError(endpoint, error)
      }
    },
    replay: async (call, contents, signal) => send(asRequest(call, contents), signal),
    ...createSavedRequests(deps.db, deps.clock),
  }
}

function asRpc(request: PlaygroundRequest): { method: string; params: Record<string, unknown> } {
  if (request.kind === 'resource') return { method: 'resources/read', params: { uri: request.uri } }
  const params = { name: request.name, arguments: request.arguments }
  return { method: request.kind === 'tool' ? 'tools/call' : 'prompts/get', params }
}

/** A record names the service and its own tool name: that is the plain address of the service alone. */
function asRequest(call: CallRecord, contents: CallContents | null): PlaygroundRequest {
  const { serviceId: endpoint, method, target } = call
  if (method === 'resources/read' && target !== null) return { kind: 'resource', endpoint, uri: target }
  if (target === null || (method !== 'tools/call' && method !== 'prompts/get'))
    throw notReplayable(`A request of "${method}" is not repeated.`)
  const args = keptArguments(contents)
  return method === 'tools/call'
    ? { kind: 'tool', endpoint, name: target, arguments: args }
    : { kind: 'prompt', endpoint, name: target, arguments: args as Record<string, string> }
}

function keptArguments(contents: CallContents | null): Record<string, unknown> {
  if (!contents?.request) throw notReplayable('The arguments of this call were not kept.')
  if (contents.requestCut) throw notReplayable('The arguments of this call were kept in part only.')
  if (contents.request.includes(REDACTED))
    throw notReplayable('The arguments of this call held a secret, which was not kept.')
  const { arguments: args } = JSON.parse(contents.request) as { arguments?: Record<string, unknown> }
  return args ?? {}
}

function notReplayable(message: string): OmniMindError {
  return new OmniMindError('BAD_INPUT', message, {
    nextStep: 'Make the request by hand in the playground.',
  })
}
