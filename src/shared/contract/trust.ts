import { eventIterator } from '@orpc/contract'
import { z } from 'zod'
import { CatalogTool } from '../domain/catalog'
import { ServiceId } from '../domain/service'
import { nothing, procedure } from './errors'

/** A tool under review: as it is now beside as it was approved. */
export const ToolReview = z.object({
  serviceId: ServiceId,
  tool: CatalogTool,
  /** The approved definition; null for a new tool. */
  approved: z.record(z.string(), z.unknown()).nullable(),
  approvedAt: z.number().nullable(),
  /** Token cost of the definition by the o200k_base encoding; null until counted. */
  tokens: z.number().int().nullable(),
})
export type ToolReview = z.infer<typeof ToolReview>

/** What the definitions of one service or profile cost a model's context. */
export const ContextCost = z.object({
  id: ServiceId,
  kind: z.enum(['service', 'profile']),
  tools: z.number().int(),
  definitionTokens: z.number().int(),
  /** The same endpoint in search mode. */
  searchModeTokens: z.number().int(),
  /** Results of the last 24 h: mean tokens a call, estimated from their size; null without calls. */
  meanResultTokens: z.number().nullable(),
  /** False while some definition is not counted yet. */
  exact: z.boolean(),
})
export type ContextCost = z.infer<typeof ContextCost>

export const trust = {
  /** Every tool of one service (all external and built-in ones when absent). */
  tools: procedure.input(z.object({ serviceId: ServiceId.optional() })).output(z.array(ToolReview)),
  /** How many tools wait for a person, by service. Now, and on each change. */
  watchPending: procedure.input(nothing).output(eventIterator(z.record(z.string(), z.number().int()))),
  /** Approves exactly what was seen: a fingerprint that is no longer current is refused. */
  approve: procedure
    .input(
      z.object({
        serviceId: ServiceId,
        tools: z
          .array(z.object({ name: z.string(), fingerprint: z.string() }))
          .min(1)
          .max(2_000),
      }),
    )
    .output(z.array(ToolReview)),
  /** Takes the approval back: the tool is blocked from now on. */
  withdraw: procedure
    .input(z.object({ serviceId: ServiceId, tools: z.array(z.string()).min(1).max(2_000) }))
    .output(z.array(ToolReview)),
  costs: procedure.input(nothing).output(z.array(ContextCost)),
}
