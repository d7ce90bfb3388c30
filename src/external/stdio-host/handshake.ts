import { version } from '../../../package.json'
import {
  errorResponse,
  isPlainObject,
  isRequest,
  isResponse,
  rpcCode,
  type JsonRpcError,
  type JsonRpcMessage,
  type JsonRpcRequest,
  type JsonRpcResponse,
} from '@shared/mcp/json-rpc'
import { parseLine } from '@shared/mcp/parse-line'

/** How a child's first answers came out. */
export type Handshake =
  /** It keeps sessions: its answer to `initialize`. */
  | { kind: 'legacy'; result: Record<string, unknown> }
  /** It speaks 2026-07-28; `refusal` is how it answered `initialize`, when that was asked. */
  | { kind: 'modern'; refusal: JsonRpcError | null }
  /** It refused; in words. */
  | { kind: 'refused'; reason: string }

export interface HandshakeDeps {
  write(line: string): boolean
  /** A line that is no JSON-RPC message. */
  onGarbage(line: string): void
  onDone(handshake: Handshake): void
}

export const LATEST_LEGACY = '2025-11-25'
export const MODERN = '2026-07-28'
const META_VERSION = 'io.modelcontextprotocol/protocolVersion'
const UNSUPPORTED_VERSION = -32022
const INITIALIZE_ID = 'omnimind-initialize'
const DISCOVER_ID = 'omnimind-discover'

/** Everything a client behind us might be able to answer; who cannot is not asked. */
const capabilities = {
  sampling: {},
  elicitation: { form: {}, url: {} },
  roots: { listChanged: true },
}
const clientInfo = { name: 'omnimind', version }

/**
 * Says hello to a child that was just started. A server library may settle on one era of the protocol with the first
 * message, so `era` chooses it: `initialize` first, or `server/discover` alone.
 * The ids are strings, so that they meet none of the numbers used later.
 */
export class ChildGreeting {
  readonly #deps: HandshakeDeps
  #refusal: JsonRpcError | null = null
  #done = false

  constructor(deps: HandshakeDeps) {
    this.#deps = deps
  }

  begin(era: 'legacy' | 'modern'): void {
    if (era === 'modern') return this.#discover()
    const params = { protocolVersion: LATEST_LEGACY, capabilities, clientInfo }
    this.#write({ jsonrpc: '2.0', id: INITIALIZE_ID, method: 'initialize', params })
  }

  /** One line of the child, until `onDone`. */
  receive(line: string): void {
    const message = parseLine(line)
    if (!message) return this.#deps.onGarbage(line)
    if (this.#done) return
    if (isResponse(message)) this.#answered(message)
    else if (isRequest(message)) {
      // Only a ping may be asked now.
      if (message.method === 'ping') this.#write({ jsonrpc: '2.0', id: message.id, result: {} })
      else this.#write(errorResponse(message.id, rpcCode.invalidRequest, 'The handshake is not over yet.'))
    }
  }

  #discover(): void {
    this.#write(discoverRequest(DISCOVER_ID))
  }

  #answered({ id, result, error }: JsonRpcResponse): void {
    if (id === INITIALIZE_ID && error) {
      if (!speaksModernOnly(error))
        return this.#finish({ kind: 'refused', reason: `It refused "initialize": ${error.message}` })
      this.#refusal = error
      this.#discover()
    } else if (id === INITIALIZE_ID) {
      if (!isPlainObject(result) || typeof result['protocolVersion'] !== 'string')
        return this.#finish({
          kind: 'refused',
          reason: 'Its answer to "initialize" names no protocol version.',
        })
      this.#write({ jsonrpc: '2.0', method: 'notifications/initialized' })
      this.#finish({ kind: 'legacy', result })
    } else if (id === DISCOVER_ID) {
      if (isPlainObject(result) && supports(result['supportedVersions']))
        this.#finish({ kind: 'modern', refusal: this.#refusal })
      else
        this.#finish({
          kind: 'refused',
          reason: `It does not speak ${MODERN}${error ? `: ${error.message}` : '.'}`,
        })
    }
  }

  #finish(handshake: Handshake): void {
    this.#done = true
    this.#deps.onDone(handshake)
  }

  #write(message: JsonRpcMessage): void {
    this.#deps.write(JSON.stringify(message))
  }
}

export function discoverRequest(id: string): JsonRpcRequest {
  const _meta = {
    [META_VERSION]: MODERN,
    'io.modelcontextprotocol/clientInfo': clientInfo,
    'io.modelcontextprotocol/clientCapabilities': {},
  }
  return { jsonrpc: '2.0', id, method: 'server/discover', params: { _meta } }
}

/** True for a request that belongs to the revision without sessions. */
export function isModern(params: Record<string, unknown> | undefined): boolean {
  const meta = params?.['_meta']
  return isPlainObject(meta) && typeof meta[META_VERSION] === 'string'
}

function speaksModernOnly({ code, data }: JsonRpcError): boolean {
  return code === UNSUPPORTED_VERSION || (isPlainObject(data) && supports(data['supported']))
}

function supports(versions: unknown): boolean {
  return Array.isArray(versions) && versions.includes(MODERN)
}
