import type {
  AudioContent,
  EmbeddedResource,
  ImageContent,
  ResourceLink,
} from '@modelcontextprotocol/sdk/types.js'
import type { z } from 'zod'
import type { Session } from './session'

/** What a client may assume about a tool before it calls it; see the MCP specification, "tool annotations". */
export interface ToolHints {
  readOnlyHint: boolean
  destructiveHint: boolean
  idempotentHint: boolean
  openWorldHint: boolean
}

/** Of a tool that only reads, and only what is the service's own or this machine's. */
export const reads: ToolHints = {
  readOnlyHint: true,
  destructiveHint: false,
  idempotentHint: true,
  openWorldHint: false,
}

/** One call of a tool: whose it is, and whether the client still waits for it. */
export interface ToolCall {
  session: Session
  signal: AbortSignal
  /** Tells the client how far it is, when it asked for that; `total` when it is known. */
  progress: (done: number, total?: number, message?: string) => void
}

/**
 * For how long the gateway may answer the same call from its cache: seconds, or `live` for what changes outside the
 * service. Every call of a tool that writes empties what is kept of its service.
 */
export type Freshness = 60 | 300 | 3600 | 'live'

/**
 * What a tool answers. `structured` fits the output schema; `text` is what a model reads, and when absent
 * it is `structured` as indented JSON.
 */
export interface ToolOutput<Structured = Record<string, unknown>> {
  structured: Structured
  text?: string
  /** What is no text (an image, a link ...), instead of the text. */
  content?: readonly (ImageContent | AudioContent | EmbeddedResource | ResourceLink)[]
  /** This answer will not stay true for the tool's `freshness`: the gateway keeps it not at all. */
  isPassing?: boolean
}

/**
 * A tool as the kit serves it. Its input reaches `run` parsed by `input`, its output is checked against
 * `output`. A thrown error becomes a tool error whose text the model reads.
 */
export interface Tool<Input = Record<string, unknown>, Structured = Record<string, unknown>> {
  name: string
  title: string
  description: string
  input: z.ZodRawShape
  output: z.ZodRawShape
  hints: ToolHints
  /** For every read-only tool, and only for these. */
  freshness?: Freshness
  run(input: Input, call: ToolCall): ToolOutput<Structured> | Promise<ToolOutput<Structured>>
}

interface ToolSpec<In extends z.ZodRawShape, Out extends z.ZodRawShape> extends Tool<
  z.output<z.ZodObject<In>>,
  z.output<z.ZodObject<Out>>
> {
  input: In
  output: Out
}

/** Ties the types of a tool's handler to its schemas, then forgets them, so that tools fit one list. */
export function defineTool<In extends z.ZodRawShape, Out extends z.ZodRawShape>(
  spec: ToolSpec<In, Out>,
): Tool {
  return spec
}

/** A failure the caller can mend: its text goes to the model as it is and is no fault of the server. */
export class ToolError extends Error {
  override readonly name = 'ToolError'
}
