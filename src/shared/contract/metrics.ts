import { eventIterator } from '@orpc/contract'
import { z } from 'zod'
import { LivePulse, Measure, Series, ToolStats } from '../domain/metrics'
import { nothing, procedure } from './errors'

const range = z.object({ fromMs: z.number(), toMs: z.number() })

export const metrics = {
  /** `source`: a service id, `gateway`, `center` or `all` (traffic measures only); `target`: one tool. */
  series: procedure
    .input(
      range.extend({
        source: z.string(),
        target: z.string().optional(),
        measures: z.array(Measure).min(1).max(12),
        maxPoints: z.number().int().min(10).max(2_000).default(300),
      }),
    )
    .output(z.array(Series)),
  tools: procedure.input(range.extend({ serviceId: z.string() })).output(z.array(ToolStats)),
  /** One pulse a second. */
  live: procedure.input(nothing).output(eventIterator(LivePulse)),
}
