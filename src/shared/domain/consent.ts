import { z } from 'zod'
import { ServiceId } from './service'

export const MAX_TITLE = 200
export const MAX_CLIENT = 300
export const MAX_DETAIL = 64 * 1024
export const MAX_DETAILS = 300

/**
 * Answers that hold for the same question later. `always` is for exactly what the question shows; where a program can run
 * code that is not shown, `always-whatever-it-loads` is offered in its place, which says so.
 */
export const LastingChoice = z.enum(['always', 'always-whatever-it-loads', 'never'])
export type LastingChoice = z.infer<typeof LastingChoice>

/** What is said wherever `always-whatever-it-loads` can be chosen or was. */
export const LOADS_UNSEEN_CODE =
  'The program may run code that OmniMind cannot see: scripts it loads, its configuration, packages. “Always” holds also ' +
  'when those change.'

/** A question of a service to the person: may this be done? Everything is shown as it is. */
export const ConsentQuestion = z.object({
  /** One sentence in words, e.g. "Run a program". */
  title: z.string().max(MAX_TITLE),
  /** Exactly what is done, each part by itself: the items of an argv, a pid, a path. Never cut. */
  details: z
    .array(z.object({ label: z.string().max(80), value: z.string().max(MAX_DETAIL) }))
    .max(MAX_DETAILS),
  /** The client that asks, as it calls itself; null when it never said. */
  client: z.string().max(MAX_CLIENT).nullable(),
  /**
   * The answers for good that are offered, none when it is empty. Each is given again to questions of the same service
   * that offer it with the same key, so whatever makes two requests different for it belongs into its key.
   */
  lasting: z.partialRecord(LastingChoice, z.string().max(200_000)),
})
export type ConsentQuestion = z.infer<typeof ConsentQuestion>

/** What the service hears. */
export const ConsentAnswer = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('allowed') }),
  z.object({ kind: z.literal('refused') }),
  /** No user interface is open, so nobody can be asked. */
  z.object({ kind: z.literal('nobody-there') }),
  /** So many questions wait that the person was not asked this one. */
  z.object({ kind: z.literal('too-many') }),
  /** The question stood for too long. */
  z.object({ kind: z.literal('timed-out') }),
])
export type ConsentAnswer = z.infer<typeof ConsentAnswer>

/** What the person may say. */
export const ConsentChoice = z.enum(['once', 'refuse', ...LastingChoice.options])
export type ConsentChoice = z.infer<typeof ConsentChoice>

/** A question that waits for the person. */
export const OpenQuestion = z.object({
  id: z.string(),
  serviceId: ServiceId,
  /** UTC epoch ms. */
  askedAt: z.number(),
  /** After this it is answered with no. */
  expiresAt: z.number(),
  question: ConsentQuestion,
})
export type OpenQuestion = z.infer<typeof OpenQuestion>

/** An answer that is given again without asking. */
export const StandingConsent = z.object({
  id: z.number().int(),
  serviceId: ServiceId,
  choice: LastingChoice,
  /** As it was when the person decided. */
  question: ConsentQuestion,
  decidedAt: z.number(),
  /** How often it answered since, and when last. */
  uses: z.number().int(),
  lastUsedAt: z.number().nullable(),
})
export type StandingConsent = z.infer<typeof StandingConsent>
