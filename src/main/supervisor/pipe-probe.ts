import { connect } from 'node:net'
import { z } from 'zod'
import type { Clock } from '@shared/lib/clock'
import type { HealthFact } from '@shared/domain/service'
import type { ServiceManifest } from '@shared/domain/manifest'
import { errorText, type Problem } from '@shared/errors'
import { rpcCode } from '@shared/mcp/json-rpc'
import { ToolDefinition, ToolResult } from '@shared/mcp/tool'
import { ErrorAnswer, PipeClient } from './pipe-client'
import type { ProbeResult } from './probe-schedule'

const PROTOCOL_VERSION = '2025-11-25'

const Handshake = z.looseObject({
  protocolVersion: z.string(),
  capabilities: z.looseObject({ tools: z.unknown() }).catch({ tools: undefined }),
  serverInfo: z.looseObject({ name: z.string(), version: z.string() }),
})
const ToolPage = z.looseObject({ tools: z.array(ToolDefinition), nextCursor: z.string().optional() })

/** A server that hands out cursors for ever must not hold the probe. */
const MAX_PAGES = 100

type FactName = 'handshake' | 'tools' | 'call'
const untested: HealthFact = { verdict: 'unknown', at: null, detail: null }

/**
 * Asks a service what any MCP client would, over its private endpoint: initialize, tools/list, and the
 * harmless call its manifest names. Each of the three is a fact of its own with the time it was tested.
 * The first that fails leaves the later ones unknown.
 *
 * @param endpoint Unix socket path or Windows pipe name
 * @param signal ends the probe; what runs then has failed with the signal's reason
 * @returns never rejects
 */
export async function probePipe(
  endpoint: string,
  manifest: ServiceManifest,
  clock: Clock,
  signal: AbortSignal,
): Promise<ProbeResult> {
  const client = new PipeClient(connect(endpoint), signal)
  const result: ProbeResult = {
    handshake: untested,
    tools: untested,
    call: untested,
    toolCount: null,
    problem: null,
  }
  const test = async (name: FactName, run: () => Promise<string>): Promise<void> => {
    if (result.problem) return
    try {
      const detail = await run()
      result[name] = { verdict: 'proven', at: clock.epochMs(), detail }
    } catch (error) {
      const detail = oneLine(errorText(error))
      result[name] = { verdict: 'failed', at: clock.epochMs(), detail }
      result.problem = problemOf(name, manifest, detail)
    }
  }
  let hasTools = true
  try {
    await test('handshake', async () => {
      const { capabilities, words } = await shakeHands(client)
      // A server may offer prompts or resources alone; asked for tools, it would report an error.
      hasTools = manifest.kind !== 'external' || capabilities.tools !== undefined
      return words
    })
    await test('tools', async () => {
      result.toolCount = hasTools ? await countTools(client) : 0
      return result.toolCount === 1 ? '1 tool' : `${result.toolCount} tools`
    })
    await test('call', () => callHarmlessly(client, manifest))
  } finally {
    client.close()
  }
  return result
}

type Handshake = z.infer<typeof Handshake>

async function shakeHands(client: PipeClient): Promise<Pick<Handshake, 'capabilities'> & { words: string }> {
  const answer = Handshake.parse(
    await client.request('initialize', {
      protocolVersion: PROTOCOL_VERSION,
      capabilities: {},
      clientInfo: { name: 'omnimind-probe', version: '1' },
    }),
  )
  client.notify('notifications/initialized')
  const { serverInfo, protocolVersion, capabilities } = answer
  return { capabilities, words: `${serverInfo.name} ${serverInfo.version}, protocol ${protocolVersion}` }
}

async function countTools(client: PipeClient): Promise<number> {
  let count = 0
  let cursor: string | undefined
  for (let page = 0; page < MAX_PAGES; page++) {
    const { tools, nextCursor } = ToolPage.parse(await client.request('tools/list', cursor ? { cursor } : {}))
    count += tools.length
    if (nextCursor === undefined) return count
    cursor = nextCursor
  }
  throw new Error(`the list of tools does not end after ${MAX_PAGES} pages`)
}

async function callHarmlessly(client: PipeClient, { probe }: ServiceManifest): Promise<string> {
  if (probe === null) {
    // Who says that it does not know `ping` has answered: it is alive.
    await client.request('ping', {}).catch(unless(rpcCode.methodNotFound))
    return 'ping'
  }
  const answer = await client.request('tools/call', { name: probe.tool, arguments: probe.arguments })
  const { isError, content } = ToolResult.parse(answer)
  if (!isError) return probe.tool
  const text = content.find((part) => part.type === 'text')?.['text']
  throw new Error(typeof text === 'string' ? text : `${probe.tool} reported an error`)
}

/** Lets an answer with this error pass as one. */
function unless(code: number): (error: unknown) => void {
  return (error) => {
    if (!(error instanceof ErrorAnswer) || error.code !== code) throw error
  }
}

const failedAt: Record<FactName, string> = {
  handshake: 'does not complete the MCP handshake',
  tools: 'does not list its tools',
  call: 'fails a harmless call',
}

function problemOf(name: FactName, { title }: ServiceManifest, detail: string): Problem {
  return {
    code: 'SERVICE_UNAVAILABLE',
    message: `${title} ${failedAt[name]}: ${detail}.`,
    nextStep: 'OmniMind restarts it after three failures in a row; its log says more.',
    cause: detail,
  }
}

/** zod's and tools' errors may span lines; people get the first 200 characters in one. */
function oneLine(text: string): string {
  return text.replaceAll(/\s+/g, ' ').trim().slice(0, 200).replace(/\.$/, '')
}
