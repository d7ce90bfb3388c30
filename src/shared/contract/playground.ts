import { z } from 'zod'
import { ServiceId } from '../domain/service'
import { ToolDefinition } from '../mcp/tool'
import { nothing, procedure } from './errors'

const Entry = z.record(z.string(), z.unknown())

/** What an address offers, as a client sees it. */
export const Offer = z.object({
  tools: z.array(ToolDefinition),
  prompts: z.array(Entry),
  resources: z.array(Entry),
  resourceTemplates: z.array(Entry),
})
export type Offer = z.infer<typeof Offer>

/** One request of the playground. `endpoint` is a service or profile id. */
export const PlaygroundRequest = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('tool'),
    endpoint: ServiceId,
    name: z.string().min(1).max(400),
    arguments: z.record(z.string(), z.unknown()),
  }),
  z.object({ kind: z.literal('resource'), endpoint: ServiceId, uri: z.string().min(1).max(8_192) }),
  z.object({
    kind: z.literal('prompt'),
    endpoint: ServiceId,
    name: z.string().min(1).max(400),
    arguments: z.record(z.string(), z.string()),
  }),
])
export type PlaygroundRequest = z.infer<typeof PlaygroundRequest>

/** One message on the wire, as it was sent or received. */
export const WireMessage = z.object({
  at: z.number(),
  direction: z.enum(['sent', 'received']),
  /** HTTP status of a received message; null on a stream. */
  status: z.number().int().nullable(),
  headers: z.record(z.string(), z.string()),
  text: z.string(),
})
export type WireMessage = z.infer<typeof WireMessage>

export const PlaygroundAnswer = z.object({
  /** The result, or null with an error. */
  result: Entry.nullable(),
  error: z.object({ code: z.number().int(), message: z.string(), data: z.unknown().optional() }).nullable(),
  durationMs: z.number(),
  /** The raw exchange in order; the token is replaced. */
  exchange: z.array(WireMessage),
})
export type PlaygroundAnswer = z.infer<typeof PlaygroundAnswer>

export const SavedRequest = z.object({
  id: z.string(),
  title: z.string().min(1).max(200),
  savedAt: z.number(),
  request: PlaygroundRequest,
})
export type SavedRequest = z.infer<typeof SavedRequest>

export const playground = {
  offer: procedure.input(z.object({ endpoint: ServiceId })).output(Offer),
  send: procedure.input(PlaygroundRequest).output(PlaygroundAnswer),
  saved: procedure.input(nothing).output(z.array(SavedRequest)),
  save: procedure
    .input(z.object({ title: z.string().min(1).max(200), request: PlaygroundRequest }))
    .output(z.array(SavedRequest)),
  removeSaved: procedure.input(z.object({ id: z.string() })).output(z.array(SavedRequest)),
}
