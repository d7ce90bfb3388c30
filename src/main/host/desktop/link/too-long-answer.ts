import { z } from 'zod'
import { MAX_LINK_FRAME } from '@shared/contract/link'
import type { Problem } from '@shared/errors'

/** What of a frame names the exchange it belongs to, in oRPC's peer format; `t` is 3 for an event of a stream. */
const Frame = z.object({ i: z.string(), t: z.number().optional() })
const EVENT = 3

const problem: Problem = {
  code: 'RESULT_TOO_LARGE',
  message: `The answer is larger than ${MAX_LINK_FRAME / 1024 / 1024} MB, too large for this window.`,
  nextStep: 'Ask for less, as for fewer lines or a shorter time.',
}

/**
 * The frame to send in place of one that is too long, so that the page learns of it instead of waiting for ever.
 * @returns null when the text is not a frame of an answer
 */
export function tooLongAnswer(frame: string): string | null {
  const parsed = parse(frame)
  if (parsed === null) return null
  const json = { defined: true, code: 'PROBLEM', status: 400, message: problem.message, data: problem }
  const { i, t } = parsed
  return JSON.stringify(
    t === EVENT ? { i, t, p: { e: 'error', d: { json } } } : { i, p: { s: json.status, b: { json } } },
  )
}

function parse(frame: string): z.infer<typeof Frame> | null {
  try {
    return Frame.safeParse(JSON.parse(frame)).data ?? null
  } catch {
    return null
  }
}
