import { z } from 'zod'

const MAX_TEXT = 24_000

/** What the runner says of a run. It comes from where foreign code ran, so it is believed only in its form. */
export const RunOutcome = z.object({
  result: z.string().max(MAX_TEXT).nullable(),
  /** The result as JSON text, when it has one. */
  json: z.string().max(MAX_TEXT).nullable(),
  error: z
    .object({
      type: z.string().max(200),
      message: z.string().max(MAX_TEXT),
      traceback: z.string().max(MAX_TEXT),
    })
    .nullable(),
  /** "name: type" */
  variables: z.array(z.string().max(300)).max(100),
})
export type RunOutcome = z.infer<typeof RunOutcome>

/** The same, with what the sandbox adds. */
export const SandboxOutcome = RunOutcome.extend({
  stopped: z.enum(['time', 'output']).nullable(),
  outputCut: z.boolean(),
  durationMs: z.number().nonnegative(),
  removed: z.array(z.string().max(1_000)).max(10_000),
  tooMuch: z.array(z.string().max(1_000)).max(20),
})

/** How `start` and `run` of the realm end. */
export const RealmAnswer = z.discriminatedUnion('kind', [
  z.looseObject({ kind: z.literal('done') }),
  z.object({ kind: z.literal('broken'), text: z.string().max(MAX_TEXT) }),
])
