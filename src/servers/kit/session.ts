/** One MCP session: one connection of one client. Usable as the key of per-session state. */
export interface Session {
  /** UUID of ours; the public `Mcp-Session-Id` is the gateway's affair. */
  readonly id: string
  /** UTC epoch ms. */
  readonly startedAt: number
  /** Name and version as the client gave them in `initialize`; null before. */
  client(): string | null
}
