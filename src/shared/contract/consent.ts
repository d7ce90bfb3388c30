import { eventIterator } from '@orpc/contract'
import { z } from 'zod'
import { ConsentChoice, OpenQuestion, StandingConsent } from '../domain/consent'
import { nothing, procedure } from './errors'

export const consent = {
  /** Every question that waits: now, and on each change. While somebody watches, services may ask. */
  watch: procedure.input(nothing).output(eventIterator(z.array(OpenQuestion))),
  /** @throws BAD_INPUT when the question waits no more, or cannot be remembered */
  answer: procedure
    .input(z.object({ id: z.string(), choice: ConsentChoice }))
    .output(z.object({ remembered: z.boolean() })),
  /** Answers given again without asking, newest first. */
  standing: procedure.input(nothing).output(z.array(StandingConsent)),
  /** From now on the person is asked again. */
  forget: procedure.input(z.object({ id: z.number().int() })).output(z.array(StandingConsent)),
}
