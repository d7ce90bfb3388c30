import { z } from 'zod'
import { OmniMindError } from '@shared/errors'
import type { ToolResult } from '@shared/mcp/tool'
import type { CountTexts } from './token-counts'

/** The built-in service that has a tokenizer. */
export const COUNTING_SERVICE = 'context'
const Counted = z.object({ each: z.array(z.number().int()) })

export interface CountingDeps {
  /** null while the service does not run; it is not started for this. */
  address: () => { id: string; url: string } | null
  callTool: (
    service: { id: string; url: string },
    call: { tool: string; arguments: Record<string, unknown> },
  ) => Promise<ToolResult>
}

/** Asks the built-in service `context` to count, as any client could. @throws OmniMindError SERVICE_UNAVAILABLE and what a call can fail with */
export function countByService({ address, callTool }: CountingDeps): CountTexts {
  return async (texts) => {
    const service = address()
    if (!service)
      throw new OmniMindError(
        'SERVICE_UNAVAILABLE',
        'The service "context" does not run; it counts tokens.',
        {
          nextStep: '"omnimind services start context" starts it, or says why it cannot.',
        },
      )
    const { structuredContent } = await callTool(service, { tool: 'count_tokens', arguments: { texts } })
    return Counted.parse(structuredContent).each
  }
}
