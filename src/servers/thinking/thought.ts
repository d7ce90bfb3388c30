import { z } from 'zod'

/** One thought as `sequentialthinking` takes it; absent members stay absent. */
export const Thought = z.object({
  thought: z.string(),
  nextThoughtNeeded: z.boolean(),
  thoughtNumber: z.number().int(),
  totalThoughts: z.number().int(),
  isRevision: z.boolean().optional(),
  revisesThought: z.number().int().optional(),
  branchFromThought: z.number().int().optional(),
  branchId: z.string().optional(),
  needsMoreThoughts: z.boolean().optional(),
})
export type Thought = z.infer<typeof Thought>

/** A thought as it was kept: its place in the session from 1, and UTC epoch ms. */
export const KeptThought = Thought.extend({ position: z.number().int(), at: z.number().int() })
export type KeptThought = z.infer<typeof KeptThought>

/** A thinking session: the thoughts of one MCP session. Times are UTC epoch ms. */
export const ThinkingSession = z.object({
  sessionId: z.string(),
  client: z.string().nullable().describe('Name and version of the AI client, as it gave them'),
  startedAt: z.number().int().describe('UTC, milliseconds since 1970'),
  lastThoughtAt: z.number().int().describe('UTC, milliseconds since 1970'),
  thoughts: z.number().int().describe('How many thoughts the session holds'),
  branches: z.array(z.string()),
  firstThought: z.string().describe('Beginning of the first thought'),
})
export type ThinkingSession = z.infer<typeof ThinkingSession>
