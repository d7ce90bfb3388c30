import { z } from 'zod'

/** A tool as `tools/list` returns it; fields of newer revisions pass through untouched. */
export const ToolDefinition = z.looseObject({
  name: z.string(),
  title: z.string().optional(),
  description: z.string().optional(),
  inputSchema: z.looseObject({ type: z.literal('object') }),
  outputSchema: z.looseObject({}).optional(),
  annotations: z
    .looseObject({
      readOnlyHint: z.boolean().optional(),
      destructiveHint: z.boolean().optional(),
      idempotentHint: z.boolean().optional(),
      openWorldHint: z.boolean().optional(),
    })
    .optional(),
})
export type ToolDefinition = z.infer<typeof ToolDefinition>

/** The result of `tools/call`, kept loose: content kinds grow with the protocol. */
export const ToolResult = z.looseObject({
  content: z.array(z.looseObject({ type: z.string() })),
  structuredContent: z.unknown().optional(),
  isError: z.boolean().optional(),
})
export type ToolResult = z.infer<typeof ToolResult>

/** In a tool's `_meta`: for how many seconds an answer stays true. Ours use 60, 300 and 3600. */
export const CACHE_SECONDS = 'omnimind/cacheSeconds'
