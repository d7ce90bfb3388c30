import type { ToolDefinition, ToolResult } from '@shared/mcp/tool'
import { OmniMindError } from '@shared/errors'
import { didYouMean } from '@shared/lib/nearest'
import type { ApiDeps } from './deps'
import { requireService } from './require-service'

/** As deep as arguments may be nested; beyond it writing them again could exhaust the stack. */
export const MAX_ARGUMENT_DEPTH = 64

type CallDeps = Pick<ApiDeps, 'services' | 'tools' | 'monotonicMs'>

export function listTools(
  { services, tools }: CallDeps,
  id: string,
  signal?: AbortSignal,
): Promise<ToolDefinition[]> {
  return tools.listTools(requireService(services, id), signal)
}

/** @throws OmniMindError UNKNOWN_SERVICE, UNKNOWN_TOOL, BAD_INPUT and what the call itself can fail with */
export async function callTool(
  deps: CallDeps,
  input: { id: string; tool: string; arguments: Record<string, unknown> },
  signal?: AbortSignal,
): Promise<{ result: ToolResult; durationMs: number }> {
  const service = requireService(deps.services, input.id)
  if (!isShallow(input.arguments, MAX_ARGUMENT_DEPTH)) {
    throw new OmniMindError(
      'BAD_INPUT',
      `The arguments are nested deeper than ${MAX_ARGUMENT_DEPTH} levels.`,
      {
        nextStep: 'Send flatter arguments.',
      },
    )
  }
  const known = (await deps.tools.listTools(service, signal)).map(({ name }) => name)
  if (!known.includes(input.tool)) {
    throw new OmniMindError('UNKNOWN_TOOL', `${service.title} has no tool "${input.tool}".`, {
      nextStep: didYouMean(input.tool, known),
    })
  }
  const startedAt = deps.monotonicMs()
  const result = await deps.tools.callTool(service, { tool: input.tool, arguments: input.arguments }, signal)
  return { result, durationMs: deps.monotonicMs() - startedAt }
}

/** Walks level by level, without recursion. */
function isShallow(value: unknown, levels: number): boolean {
  let level: unknown[] = [value]
  for (let depth = 0; depth <= levels; depth++) {
    level = level.flatMap((item) => (typeof item === 'object' && item !== null ? Object.values(item) : []))
    if (level.length === 0) return true
  }
  return false
}
