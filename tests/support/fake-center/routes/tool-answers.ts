import type { ToolResult } from '@shared/mcp/tool'

/** What the fake tools answer: structured, text, an error, or nothing until somebody cancels. */
export async function answerCall(
  tool: string,
  input: Record<string, unknown>,
  signal: AbortSignal | undefined,
): Promise<ToolResult> {
  if (tool === 'wait') {
    await pause(Number(input['seconds']) * 1_000, signal)
    return { content: [{ type: 'text', text: 'Done waiting.' }] }
  }
  if (tool === 'search_nodes') {
    const graph = {
      entities: [
        { name: 'OmniMind', entityType: 'project', observations: [`found by ${String(input['query'])}`] },
      ],
      relations: [],
    }
    return { content: [{ type: 'text', text: JSON.stringify(graph) }], structuredContent: graph }
  }
  if (tool === 'delete_entities') {
    return { content: [{ type: 'text', text: 'There is no entity of this name.' }], isError: true }
  }
  return { content: [{ type: 'text', text: `${tool} was called with ${JSON.stringify(input)}` }] }
}

function pause(ms: number, signal: AbortSignal | undefined): Promise<void> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(resolve, ms)
    signal?.addEventListener('abort', () => {
      clearTimeout(timer)
      reject(signal.reason)
    })
  })
}
