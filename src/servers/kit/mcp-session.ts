import { McpServer } from '@modelcontextprotocol/sdk/server/mcp.js'
import {
  ListToolsRequestSchema,
  SubscribeRequestSchema,
  UnsubscribeRequestSchema,
} from '@modelcontextprotocol/sdk/types.js'
import type { Transport } from '@modelcontextprotocol/sdk/shared/transport.js'
import type { Logger } from '@shared/domain/log'
import type { ServiceManifest } from '@shared/domain/manifest'
import { errorText } from '@shared/errors'
import type { Clock } from '@shared/lib/clock'
import { CACHE_SECONDS } from '@shared/mcp/tool'
import { version } from '../../../package.json'
import type { Resource, ServerParts } from './define-server'
import type { Session } from './session'
import type { Tool } from './define-tool'
import type { ResourceSubscriptions, Subscriber } from './resource-subscriptions'
import { schemaValidator } from './schema-validator'
import { readyTools, ToolCalls } from './tool-calls'
import { listToolsOnce } from './tool-list'

export interface SessionDeps {
  manifest: ServiceManifest
  parts: ServerParts
  subscriptions: ResourceSubscriptions
  clock: Clock
  log: Logger
}

/** Serves MCP sessions of one service, each over a transport of its own, until that closes. */
export function createSessionServer(deps: SessionDeps): (transport: Transport) => Promise<void> {
  const toolList = once(() => listToolsOnce(buildServer(deps).mcp))
  const tools = readyTools(deps.parts.tools)
  return async (transport) => {
    const { mcp, session } = buildServer(deps)
    const { parts, subscriptions, log } = deps
    if (parts.tools.length > 0) mcp.server.setRequestHandler(ListToolsRequestSchema, toolList)
    const subscriber = subscriptions.join((uri) => {
      mcp.server.sendResourceUpdated({ uri }).catch((error: unknown) => log.debug(errorText(error)))
    })
    if (parts.resources?.length) acceptSubscriptions(mcp, subscriber)
    Object.assign(mcp.server, {
      onclose: () => subscriber.dispose(),
      onerror: (error: Error) => log.debug(`MCP session: ${errorText(error)}`, { session: session.id }),
    })
    await mcp.connect(new ToolCalls({ inner: transport, tools, session, log }))
  }
}

function buildServer({ manifest, parts, clock }: SessionDeps): { mcp: McpServer; session: Session } {
  const info = { name: `omnimind-${manifest.id}`, title: manifest.title, version }
  const mcp = new McpServer(info, { jsonSchemaValidator: schemaValidator })
  const session = openSession(mcp, clock)
  for (const tool of parts.tools) addTool(mcp, tool)
  for (const resource of parts.resources ?? []) addResource(mcp, resource)
  return { mcp, session }
}

function once<T>(make: () => Promise<T>): () => Promise<T> {
  let made: Promise<T> | undefined
  return () => (made ??= make())
}

function openSession(mcp: McpServer, clock: Clock): Session {
  return {
    id: crypto.randomUUID(),
    startedAt: clock.epochMs(),
    client() {
      const client = mcp.server.getClientVersion()
      return client ? `${client.name} ${client.version}` : null
    },
  }
}

/** The SDK lists it and refuses calls that do not fit; the others are answered by `ToolCalls` and never come here. */
function addTool(mcp: McpServer, { name, title, description, input, output, hints, freshness }: Tool): void {
  const config = {
    title,
    description,
    inputSchema: input,
    outputSchema: output,
    annotations: hints,
    ...(typeof freshness === 'number' ? { _meta: { [CACHE_SECONDS]: freshness } } : {}),
  }
  mcp.registerTool(name, config, () => {
    throw new Error(`The call of ${name} came a way it should not.`)
  })
}

function addResource(mcp: McpServer, resource: Resource): void {
  const { name, uri, title, description, mimeType } = resource
  mcp.registerResource(name, uri, { title, description, mimeType }, (address) => ({
    contents: [{ uri: address.href, mimeType, text: resource.read() }],
  }))
}

function acceptSubscriptions(mcp: McpServer, subscriber: Subscriber): void {
  mcp.server.registerCapabilities({ resources: { subscribe: true } })
  mcp.server.setRequestHandler(SubscribeRequestSchema, ({ params }) => {
    subscriber.uris.add(params.uri)
    return {}
  })
  mcp.server.setRequestHandler(UnsubscribeRequestSchema, ({ params }) => {
    subscriber.uris.delete(params.uri)
    return {}
  })
}
