import { version } from '../../../package.json'
import { isPlainObject, type JsonRpcError } from '@shared/mcp/json-rpc'
import { metaKey, modernCode, MODERN_VERSION } from '@shared/mcp/modern'
import { Found, type Finding } from '../finding'
import type { Answer, Link } from '../link/answer'

/** A server that was greeted, and can be asked. */
export interface Conversation {
  /** `session`: begun by `initialize`. `stateless`: 2026-07-28, each request stands for itself. */
  readonly era: 'session' | 'stateless'
  readonly revision: string
  readonly capabilities: Record<string, unknown>
  /** `name version` as the server says it; null when it does not. */
  readonly server: string | null
  readonly greetingMs: number
  ask(method: string, params?: Record<string, unknown>): Promise<Answer>
}

export type Greeting =
  | { kind: 'greeted'; conversation: Conversation }
  /** It answered, but does not take up this revision. */
  | { kind: 'refused'; error: JsonRpcError }
  | { kind: 'none'; finding: Finding; status?: number }

/** With a handshake and sessions, newest first. */
const SESSION_REVISIONS = ['2025-11-25', '2025-06-18', '2025-03-26', '2024-11-05']
const clientInfo = { name: 'omnimind-doctor', version }

export interface GreetLimits {
  greetMs: number
  requestMs: number
}

/** Says hello as clients of 2025-11-25 and earlier do. @throws Found when the answer breaks the protocol */
export async function greetSession(link: Link, limits: GreetLimits): Promise<Greeting> {
  const params = { protocolVersion: SESSION_REVISIONS[0], capabilities: {}, clientInfo }
  const answer = await link.ask('initialize', params, limits.greetMs)
  if (answer.kind === 'none') return answer
  if (answer.kind === 'error') return { kind: 'refused', error: answer.error }
  const { protocolVersion, capabilities, serverInfo } = answer.result
  if (typeof protocolVersion !== 'string' || !isPlainObject(capabilities))
    throw new Found({
      code: 'ANSWER_BROKEN',
      text: 'Its answer to "initialize" lacks the protocol version or the capabilities.',
      evidence: [JSON.stringify(answer.result)],
    })
  if (!SESSION_REVISIONS.includes(protocolVersion))
    throw new Found({
      code: 'REVISION_UNKNOWN',
      text: `It chose the protocol revision "${protocolVersion}", which does not exist or has no sessions.`,
    })
  link.agreed(protocolVersion)
  await link.tell('notifications/initialized')
  const conversation: Conversation = {
    era: 'session',
    revision: protocolVersion,
    capabilities,
    server: nameOf(serverInfo),
    greetingMs: Math.round(answer.ms),
    ask: (method, more = {}) => link.ask(method, more, limits.requestMs),
  }
  return { kind: 'greeted', conversation }
}

/** Asks as clients of 2026-07-28 do. @throws Found when the answer breaks the protocol */
export async function greetStateless(link: Link, limits: GreetLimits): Promise<Greeting> {
  const _meta = {
    [metaKey.protocolVersion]: MODERN_VERSION,
    [metaKey.clientInfo]: clientInfo,
    [metaKey.clientCapabilities]: {},
  }
  const answer = await link.ask('server/discover', { _meta }, limits.greetMs)
  if (answer.kind === 'none') return answer
  if (answer.kind === 'error') return { kind: 'refused', error: answer.error }
  const { supportedVersions, capabilities, _meta: told } = answer.result
  if (!isOffered(supportedVersions)) {
    const message = `It does not offer ${MODERN_VERSION}.`
    return { kind: 'refused', error: { code: modernCode.unsupportedVersion, message } }
  }
  const serverInfo =
    answer.result['serverInfo'] ?? (isPlainObject(told) ? told[metaKey.serverInfo] : undefined)
  const conversation: Conversation = {
    era: 'stateless',
    revision: MODERN_VERSION,
    capabilities: isPlainObject(capabilities) ? capabilities : {},
    server: nameOf(serverInfo),
    greetingMs: Math.round(answer.ms),
    ask: (method, more = {}) => link.ask(method, { ...more, _meta }, limits.requestMs),
  }
  return { kind: 'greeted', conversation }
}

/** True for a refusal that says "2026-07-28 only". */
export function wantsStateless({ code, data }: JsonRpcError): boolean {
  return code === modernCode.unsupportedVersion || (isPlainObject(data) && isOffered(data['supported']))
}

function isOffered(versions: unknown): boolean {
  return Array.isArray(versions) && versions.includes(MODERN_VERSION)
}

function nameOf(serverInfo: unknown): string | null {
  if (!isPlainObject(serverInfo) || typeof serverInfo['name'] !== 'string' || serverInfo['name'] === '')
    return null
  return `${serverInfo['name']} ${typeof serverInfo['version'] === 'string' ? serverInfo['version'] : ''}`.trim()
}
