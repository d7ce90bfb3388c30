import type { Offer, PlaygroundAnswer, PlaygroundRequest, SavedRequest } from '@shared/contract/playground'
import type { CallContents, CallRecord } from '@shared/domain/call'
import type { ToolDefinition, ToolResult } from '@shared/mcp/tool'

/** Requests a person makes by hand. */
export interface PlaygroundControl {
  offer(endpoint: string, signal: AbortSignal | undefined): Promise<Offer>
  send(request: PlaygroundRequest, signal: AbortSignal | undefined): Promise<PlaygroundAnswer>
  replay(
    call: CallRecord,
    contents: CallContents | null,
    signal: AbortSignal | undefined,
  ): Promise<PlaygroundAnswer>
  saved(): SavedRequest[]
  save(title: string, request: PlaygroundRequest): SavedRequest[]
  removeSaved(id: string): SavedRequest[]
}

/** As the protocol tells it. */
export interface ToolProgress {
  progress: number
  total?: number | undefined
  message?: string | undefined
}

/** Speaks MCP to a service through the gateway's public port, as a client would. */
export interface ToolCaller {
  listTools(service: { id: string; url: string }, signal?: AbortSignal): Promise<ToolDefinition[]>
  callTool(
    service: { id: string; url: string },
    call: { tool: string; arguments: Record<string, unknown> },
    signal?: AbortSignal,
    /** What the tool tells before its answer; without it none is asked for. */
    onProgress?: (told: ToolProgress) => void,
  ): Promise<ToolResult>
}
