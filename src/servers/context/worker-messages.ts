import { z } from 'zod'
import { contentTypes, fidelities, type Given, type Message } from './compression'
import { contractClasses } from './contract/verdict'
import { encodings } from './tokenizer'

/** Passed on as it is: an object's schema would put the members it knows first. */
const GivenMessage = z.custom<Message>((value) => typeof value === 'object' && value !== null)

const GivenInput = z.object({
  messages: z.array(GivenMessage),
  query: z.string(),
  pinned: z.array(z.string()),
  keepLastTurns: z.number().int(),
  frozen: z.number().int(),
  contentType: z.enum(contentTypes).nullable(),
}) satisfies z.ZodType<Given>

/** The service to its worker. */
export const TextTask = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('count'), texts: z.array(z.string()), encoding: z.enum(encodings) }),
  z.object({
    kind: z.literal('shorten'),
    given: GivenInput,
    target: z.union([z.object({ tokens: z.number() }), z.object({ ratio: z.number() })]),
    cutsProseBlindly: z.boolean(),
    encoding: z.enum(encodings),
  }),
])
export type TextTask = z.infer<typeof TextTask>

export const Counted = z.array(z.object({ tokens: z.number().int(), isExact: z.boolean() }))

const span = { start: z.number().int(), end: z.number().int() }
const PieceAnswer = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('kept'), ...span }),
  z.object({ kind: z.literal('note'), ...span, text: z.string(), ref: z.string() }),
  z.object({ kind: z.literal('gap'), ...span, text: z.string() }),
  z.object({ kind: z.enum(['log', 'json', 'same', 'near']), ...span, text: z.string(), ref: z.string() }),
])

/** What was made of the texts, without their originals, which the service has. */
export const ShortenedTexts = z.object({
  pieces: z.array(z.array(PieceAnswer)).describe('Of each text, in the order of the conversation'),
  parts: z.array(
    z.object({
      type: z.string(),
      method: z.string(),
      fidelity: z.enum(fidelities),
      message: z.number().int(),
      tokensBefore: z.number().int(),
      tokensAfter: z.number().int(),
      references: z.array(z.string()),
    }),
  ),
  tokensBefore: z.number().int(),
  tokensAfter: z.number().int(),
  targetTokens: z.number(),
  verdict: z.object({
    holds: z.boolean(),
    checked: z.record(z.enum(contractClasses), z.number().int()),
    violations: z.array(
      z.object({ class: z.enum(contractClasses), message: z.number().int(), what: z.string() }),
    ),
  }),
  isExact: z.boolean(),
})
export type ShortenedTexts = z.infer<typeof ShortenedTexts>
