import type { ToolDefinition, ToolResult } from '@shared/mcp/tool'
import { checkToolArguments } from '@shared/mcp/tool-arguments'
import { MAX_LINK_FRAME } from '@shared/contract/link'
import { OmniMindError } from '@shared/errors'
import { didYouMean } from '@shared/lib/nearest'
import type { ApiDeps } from './deps'
import { requireService } from './require-service'

/** As large as a result may be, in UTF-16 units of JSON: what a frame of the desktop's link holds, less the message around it. */
export const MAX_RESULT_LENGTH = MAX_LINK_FRAME - 64 * 1024

type CallDeps = Pick<ApiDeps, 'services' | 'tools' | 'monotonicMs'>

export function listTools(
  { services, tools }: CallDeps,
  id: string,
  signal?: AbortSignal,
): Promise<ToolDefinition[]> {
  return tools.listTools(requireService(services, id), signal)
}

/** @throws OmniMindError UNKNOWN_SERVICE, UNKNOWN_TOOL, BAD_INPUT, RESULT_TOO_LARGE and what the call itself can fail with */
export async function callTool(
  deps: CallDeps,
  input: { id: string; tool: string; arguments: Record<string, unknown> },
  signal?: AbortSignal,
): Promise<{ result: ToolResult; durationMs: number }> {
  const service = requireService(deps.services, input.id)
  checkToolArguments(input.arguments)
  const known = (await deps.tools.listTools(service, signal)).map(({ name }) => name)
  if (!known.includes(input.tool)) {
    throw new OmniMindError('UNKNOWN_TOOL', `${service.title} has no tool "${input.tool}".`, {
      nextStep: didYouMean(input.tool, known),
    })
  }
  const startedAt = deps.monotonicMs()
  const result = await deps.tools.callTool(service, { tool: input.tool, arguments: input.arguments }, signal)
  checkLength(result, service.title)
  return { result, durationMs: deps.monotonicMs() - startedAt }
}

/** One rule for every link, although only the desktop's could not carry more: what works in one works in all. */
function checkLength(result: ToolResult, title: string): void {
  const { length } = JSON.stringify(result)
  if (length <= MAX_RESULT_LENGTH) return
  const size = `${(length / 1024 / 1024).toFixed(1)} MB`
  throw new OmniMindError(
    'RESULT_TOO_LARGE',
    `${title} carried out the call, but its result of ${size} is too large to show.`,
    { nextStep: 'Ask the tool for less. An AI client gets the whole result.' },
  )
}
