import { z } from 'zod'

/**
 * Protocol revision 2026-07-28: no handshake and no session; every request says who asks and what it can do.
 * Source: modelcontextprotocol.io/specification/2026-07-28.
 */
export const MODERN_VERSION = '2026-07-28'

/** Members of `_meta` that the revision reserves. */
export const metaKey = {
  protocolVersion: 'io.modelcontextprotocol/protocolVersion',
  clientInfo: 'io.modelcontextprotocol/clientInfo',
  clientCapabilities: 'io.modelcontextprotocol/clientCapabilities',
  logLevel: 'io.modelcontextprotocol/logLevel',
  serverInfo: 'io.modelcontextprotocol/serverInfo',
  subscriptionId: 'io.modelcontextprotocol/subscriptionId',
} as const
/** All of the above begin with this. */
export const RESERVED_META_PREFIX = 'io.modelcontextprotocol/'

/** Error codes the revision adds to JSON-RPC's own. */
export const modernCode = {
  /** A header says something else than the body. */
  headerMismatch: -32020,
  /** `data.requiredCapabilities` names what the client did not declare. */
  missingCapability: -32021,
  /** `data.supported` lists the versions to choose from, `data.requested` is what was asked for. */
  unsupportedVersion: -32022,
} as const
/** "Resource not found" of the older revisions; this one says invalid params instead. */
export const LEGACY_RESOURCE_NOT_FOUND = -32002

/** Requests a client can make. */
export const modernMethods: ReadonlySet<string> = new Set([
  'server/discover',
  'tools/list',
  'tools/call',
  'prompts/list',
  'prompts/get',
  'resources/list',
  'resources/templates/list',
  'resources/read',
  'completion/complete',
  'subscriptions/listen',
])

export const acknowledgedMethod = 'notifications/subscriptions/acknowledged'

/** Least to most severe. */
export const logLevels = [
  'debug',
  'info',
  'notice',
  'warning',
  'error',
  'critical',
  'alert',
  'emergency',
] as const
export const LogLevel = z.enum(logLevels)
export type LogLevel = z.infer<typeof LogLevel>

const Loose = z.record(z.string(), z.unknown())

/** The `_meta` of a request. */
export const RequestMeta = z.looseObject({
  [metaKey.protocolVersion]: z.string(),
  [metaKey.clientCapabilities]: Loose,
  [metaKey.clientInfo]: z.looseObject({ name: z.string(), version: z.string().optional() }).optional(),
  [metaKey.logLevel]: LogLevel.optional(),
  progressToken: z.union([z.string(), z.number().int()]).optional(),
  traceparent: z.string().optional(),
})
export type RequestMeta = z.infer<typeof RequestMeta>
/** Keys without which a request is not one of this revision. */
export const requiredMetaKeys = [metaKey.protocolVersion, metaKey.clientCapabilities] as const

/** What a client wants to hear of on a `subscriptions/listen` stream. */
export const SubscriptionFilter = z.object({
  toolsListChanged: z.boolean().optional(),
  promptsListChanged: z.boolean().optional(),
  resourcesListChanged: z.boolean().optional(),
  resourceSubscriptions: z.array(z.string().max(4_096)).max(256).optional(),
})
export type SubscriptionFilter = z.infer<typeof SubscriptionFilter>

/** What a server can ask of a client in the middle of a call. */
export const InputMethod = z.enum(['elicitation/create', 'sampling/createMessage', 'roots/list'])
export type InputMethod = z.infer<typeof InputMethod>

export interface InputRequest {
  method: InputMethod
  params?: Record<string, unknown>
}

const responses: Record<InputMethod, z.ZodType> = {
  'elicitation/create': z.looseObject({
    action: z.enum(['accept', 'decline', 'cancel']),
    content: Loose.optional(),
  }),
  'sampling/createMessage': z.looseObject({ role: z.string(), content: z.unknown(), model: z.string() }),
  'roots/list': z.looseObject({ roots: z.array(z.looseObject({ uri: z.string() })) }),
}

/** True when the value can be the client's answer to a question of this kind. */
export function answersInput(method: InputMethod, value: unknown): boolean {
  return responses[method].safeParse(value).success
}

/** `inputResponses` of a request that is made again with answers: by the keys of `inputRequests`. */
export const InputResponses = z.record(z.string().max(256), Loose)
export type InputResponses = z.infer<typeof InputResponses>
