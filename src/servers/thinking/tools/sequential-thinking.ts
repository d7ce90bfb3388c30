import { z } from 'zod'
import type { Session } from '../../kit/session'
import { defineTool, type Tool } from '../../kit/define-tool'
import { ThoughtLine } from '../thought-line'
import { description } from './description'
import type { ThinkingDeps } from './tool-deps'

/** Models send "true" for true now and then; the official server takes both, and so do we. */
const looseBoolean = z.union([z.boolean(), z.string()]).transform((value, context) => {
  if (typeof value === 'boolean') return value
  const word = value.toLowerCase()
  if (word === 'true' || word === 'false') return word === 'true'
  const message = `Expected boolean or "true"/"false" string, received "${value}"`
  context.addIssue({ code: 'custom', message })
  return z.NEVER
})
const counted = z.coerce.number().int().min(1)

const input = {
  thought: z.string().describe('Your current thinking step'),
  nextThoughtNeeded: looseBoolean.describe('Whether another thought step is needed'),
  thoughtNumber: counted.describe('Current thought number (numeric value, e.g., 1, 2, 3)'),
  totalThoughts: counted.describe('Estimated total thoughts needed (numeric value, e.g., 5, 10)'),
  isRevision: looseBoolean.optional().describe('Whether this revises previous thinking'),
  revisesThought: counted.optional().describe('Which thought is being reconsidered'),
  branchFromThought: counted.optional().describe('Branching point thought number'),
  branchId: z.string().optional().describe('Branch identifier'),
  needsMoreThoughts: looseBoolean.optional().describe('If more thoughts are needed'),
}

export const sequentialThinking = ({ store, clock }: ThinkingDeps): Tool => {
  const lines = new WeakMap<Session, ThoughtLine>()
  return defineTool({
    name: 'sequentialthinking',
    title: 'Sequential Thinking',
    description,
    input,
    output: {
      thoughtNumber: z.number(),
      totalThoughts: z.number(),
      nextThoughtNeeded: z.boolean(),
      branches: z.array(z.string()),
      thoughtHistoryLength: z.number(),
    },
    hints: { readOnlyHint: true, destructiveHint: false, idempotentHint: true, openWorldHint: false },
    // Officially it reads, in truth it adds a thought: every call must come here.
    freshness: 'live',
    run(raw, { session }) {
      const line = lines.get(session) ?? new ThoughtLine()
      lines.set(session, line)
      const thought = ThoughtLine.adjusted(raw)
      const start = { id: session.id, client: session.client(), startedAt: session.startedAt }
      store.keep(start, line.nextPosition, clock.epochMs(), thought)
      return { structured: { ...line.add(thought) } }
    },
  })
}
