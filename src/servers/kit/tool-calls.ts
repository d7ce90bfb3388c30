import type { Transport, TransportSendOptions } from '@modelcontextprotocol/sdk/shared/transport.js'
import { isJSONRPCRequest, type JSONRPCMessage } from '@modelcontextprotocol/sdk/types.js'
import type { Logger } from '@shared/domain/log'
import { errorText } from '@shared/errors'
import {
  errorResponse,
  isNotification,
  isPlainObject,
  isRequest,
  rpcCode,
  type JsonRpcId,
  type JsonRpcMessage,
  type JsonRpcRequest,
} from '@shared/mcp/json-rpc'
import { z } from 'zod'
import type { Tool, ToolCall } from './define-tool'
import { toCallError, toCallResult } from './call-result'
import type { Session } from './session'

/** A tool with its schemas made once. */
interface ReadyTool {
  tool: Tool
  input: z.ZodObject
  output: z.ZodObject
}

/** Tools by name. Their schemas parse synchronously, for which zod generates code. */
export type ReadyTools = ReadonlyMap<string, ReadyTool>

export function readyTools(tools: readonly Tool[]): ReadyTools {
  return new Map(
    tools.map((tool) => [tool.name, { tool, input: z.object(tool.input), output: z.object(tool.output) }]),
  )
}

interface Progress {
  progress: number
  total?: number
  message?: string
}

export interface ToolCallsDeps {
  inner: Transport
  tools: ReadyTools
  session: Session
  log: Logger
}

/**
 * Stands between a session's connection and its SDK server, and answers the plain call of a known tool with fitting
 * arguments itself; every other message, and with it the refusal of every other call, is the SDK's. Its own way takes an
 * AbortController, a dozen promises and asynchronous schemas for each call (docs/adr/0008).
 */
export class ToolCalls implements Transport {
  onclose?: () => void
  onerror?: (error: Error) => void
  onmessage?: (message: JSONRPCMessage) => void

  readonly #deps: ToolCallsDeps
  readonly #running = new Map<JsonRpcId, RunningCall>()

  constructor(deps: ToolCallsDeps) {
    this.#deps = deps
  }

  async start(): Promise<void> {
    const { inner } = this.#deps
    inner.onclose = () => {
      for (const call of this.#running.values()) call.cancel()
      this.#running.clear()
      this.onclose?.()
    }
    inner.onerror = (error) => this.onerror?.(error)
    inner.onmessage = (message) => {
      if (!this.#takes(message as JsonRpcMessage)) this.#passOn(message)
    }
    await inner.start()
  }

  send(message: JSONRPCMessage, options?: TransportSendOptions): Promise<void> {
    return this.#deps.inner.send(message, options)
  }

  close(): Promise<void> {
    return this.#deps.inner.close()
  }

  /** The SDK drops a request it cannot read without a word, and its client would wait. */
  #passOn(message: JSONRPCMessage): void {
    const plain = message as JsonRpcMessage
    if (!isRequest(plain) || isJSONRPCRequest(message)) return this.onmessage?.(message)
    const text = 'Invalid request: a member that MCP does not know, or "_meta" in a form it does not know.'
    const refusal = errorResponse(plain.id, rpcCode.invalidRequest, text) as JSONRPCMessage
    this.send(refusal).catch((error: Error) => this.onerror?.(error))
  }

  /** @returns false when the message is the SDK's */
  #takes(message: JsonRpcMessage): boolean {
    if (isRequest(message)) return message.method === 'tools/call' && this.#takesCall(message)
    if (!isNotification(message) || message.method !== 'notifications/cancelled') return false
    const id = message.params?.['requestId'] as JsonRpcId
    const call = this.#running.get(id)
    call?.cancel()
    // From now on the client may use the id again.
    return this.#running.delete(id)
  }

  #takesCall({ id, params }: JsonRpcRequest): boolean {
    const name = params?.['name']
    const { arguments: args = {}, _meta: meta = {}, task } = params ?? {}
    const ready = typeof name === 'string' ? this.#deps.tools.get(name) : undefined
    if (!ready || !isPlainObject(args) || !isPlainObject(meta) || task !== undefined) return false
    const input = parsed(ready.input, args)
    if (input === null) return false
    const call = new RunningCall(this.#deps.session, (progress) => this.#tell(id, meta, progress))
    this.#running.set(id, call)
    this.#answer(id, ready, input, call).catch((error: Error) => this.onerror?.(error))
    return true
  }

  /** Only a client that gave a token wants to hear of it. */
  #tell(id: JsonRpcId, meta: Record<string, unknown>, progress: Progress): void {
    const { progressToken } = meta
    if (typeof progressToken !== 'string' && typeof progressToken !== 'number') return
    const params = { progressToken, ...progress }
    const options = id === null ? {} : { relatedRequestId: id }
    this.#deps.inner
      .send({ jsonrpc: '2.0', method: 'notifications/progress', params }, options)
      .catch((error: Error) => this.onerror?.(error))
  }

  async #answer(id: JsonRpcId, ready: ReadyTool, input: Record<string, unknown>, call: RunningCall) {
    const result = await this.#run(ready, input, call)
    if (this.#running.get(id) === call) this.#running.delete(id)
    // The order of members lets the gateway read the id from the end of the line.
    if (result && !call.isCancelled) await this.#deps.inner.send({ result, jsonrpc: '2.0', id })
  }

  /** @returns null when it failed and nobody waits for it any more */
  async #run({ tool, output }: ReadyTool, input: Record<string, unknown>, call: RunningCall) {
    try {
      const answer = await tool.run(input, call)
      const checked = output.safeParse(answer.structured)
      if (checked.success) return toCallResult(answer)
      throw new Error(`Its answer does not fit its output schema: ${z.prettifyError(checked.error)}`)
    } catch (error) {
      if (!call.isCancelled) return toCallError(error, tool.name, this.#deps.log)
      // Most fail by that alone.
      this.#deps.log.debug(`The cancelled call of ${tool.name} ended: ${errorText(error)}`, {
        tool: tool.name,
      })
      return null
    }
  }
}

/** @returns null when it does not fit, or a check of the schema throws; then the SDK says so */
function parsed(schema: z.ZodObject, args: Record<string, unknown>): Record<string, unknown> | null {
  try {
    return schema.safeParse(args).data ?? null
  } catch {
    return null
  }
}

/** Its abort signal is made when a tool asks for it: most never do, and Node's costs more than a small call. */
class RunningCall implements ToolCall {
  readonly session: Session
  isCancelled = false
  readonly #tell: (progress: Progress) => void
  #controller: AbortController | null = null

  constructor(session: Session, tell: (progress: Progress) => void) {
    this.session = session
    this.#tell = tell
  }

  /** Made when a tool asks for it, and bound, because tools take it out of the call. */
  get progress(): ToolCall['progress'] {
    return (done, total, message) => {
      if (this.isCancelled) return
      this.#tell({
        progress: done,
        ...(total === undefined ? {} : { total }),
        ...(message === undefined ? {} : { message }),
      })
    }
  }

  get signal(): AbortSignal {
    this.#controller ??= new AbortController()
    if (this.isCancelled) this.#controller.abort()
    return this.#controller.signal
  }

  cancel(): void {
    this.isCancelled = true
    this.#controller?.abort()
  }
}
