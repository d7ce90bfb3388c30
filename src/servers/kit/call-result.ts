import type { CallToolResult } from '@modelcontextprotocol/sdk/types.js'
import type { Logger } from '@shared/domain/log'
import type { ToolOutput } from './define-tool'
import { reportableError } from './reportable-error'

/** What a tool gave, as MCP's result: for programs, and as text for the model. */
export function toCallResult({ structured, text, content, isPassing }: ToolOutput): CallToolResult {
  return {
    content: content ? [...content] : [{ type: 'text', text: text ?? JSON.stringify(structured, null, 2) }],
    structuredContent: structured,
    ...(isPassing ? { ttlMs: 0 } : {}),
  }
}

/** A tool that failed, as MCP's result: the model reads why. */
export function toCallError(error: unknown, tool: string, log: Logger): CallToolResult {
  return { content: [{ type: 'text', text: reportableError(error, tool, log).message }], isError: true }
}
