import type { ConnectClient, ConnectSnippet } from '@shared/contract/connect'

/** One endpoint as a client is told about it. */
export interface Endpoint {
  /** Name of the entry in the client's configuration. */
  name: string
  url: string
}

/** An AI client we know how to connect: what it is, and what to paste where. */
export interface ClientFormat extends ConnectClient {
  snippets(endpoints: readonly Endpoint[], token: string): ConnectSnippet[]
}

/** The header that every MCP request needs. */
export function authorization(token: string): { Authorization: string } {
  return { Authorization: `Bearer ${token}` }
}

/** One configuration entry per endpoint, by name. */
export function entries<T>(
  endpoints: readonly Endpoint[],
  entry: (endpoint: Endpoint) => T,
): Record<string, T> {
  return Object.fromEntries(endpoints.map((endpoint) => [endpoint.name, entry(endpoint)]))
}

export function jsonFile(where: string, content: unknown): ConnectSnippet {
  return { kind: 'file', where, language: 'json', text: JSON.stringify(content, null, 2) }
}
