import type { PlaygroundAnswer } from '@shared/contract/playground'
import type { Clock } from '@shared/lib/clock'
import { z } from 'zod'
import { errorText } from '@shared/errors'
import { rpcCode } from '@shared/mcp/json-rpc'
import { WireRecord } from './wire-record'

const Result = z.looseObject({})
const TIMEOUT_MS = 300_000

export interface RecordedRequest {
  url: string
  method: string
  params: Record<string, unknown>
}

/**
 * One request in an MCP session of its own, with everything that went over the wire. What goes wrong is part of the
 * answer, so that the exchange up to there can be seen.
 */
export async function recordedExchange(
  { url, method, params }: RecordedRequest,
  deps: { token: string; version: string; clock: Clock },
  signal?: AbortSignal,
): Promise<PlaygroundAnswer> {
  const [{ Client }, { StreamableHTTPClientTransport }] = await Promise.all([
    import('@modelcontextprotocol/sdk/client/index.js'),
    import('@modelcontextprotocol/sdk/client/streamableHttp.js'),
  ])
  const wire = new WireRecord(() => deps.clock.epochMs())
  const client = new Client({ name: 'omnimind-playground', version: deps.version })
  const transport = new StreamableHTTPClientTransport(new URL(url), {
    requestInit: { headers: { Authorization: `Bearer ${deps.token}` } },
    fetch: wire.fetch,
  })
  let startedAt = deps.clock.monotonicMs()
  const answer = (rest: Pick<PlaygroundAnswer, 'result' | 'error'>): PlaygroundAnswer => ({
    ...rest,
    durationMs: deps.clock.monotonicMs() - startedAt,
    exchange: [...wire.messages],
  })
  try {
    await client.connect(transport, { ...(signal && { signal }) })
    startedAt = deps.clock.monotonicMs()
    const options = { timeout: TIMEOUT_MS, resetTimeoutOnProgress: true, ...(signal && { signal }) }
    const result = await client.request({ method, params }, Result, options)
    return answer({ result, error: null })
  } catch (error) {
    signal?.throwIfAborted()
    return answer({ result: null, error: asRpcError(error) })
  } finally {
    await transport.terminateSession().catch(() => {})
    await client.close()
  }
}

function asRpcError(error: unknown): NonNullable<PlaygroundAnswer['error']> {
  const { code, data } = error as { code?: unknown; data?: unknown }
  return {
    code: typeof code === 'number' ? code : rpcCode.internalError,
    message: errorText(error).replace(/^MCP error -?\d+: /, ''),
    ...(data === undefined ? {} : { data }),
  }
}
