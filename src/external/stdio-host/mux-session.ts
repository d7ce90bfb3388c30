import { isPlainObject } from '@shared/mcp/json-rpc'

/** Where a session's lines go. */
export interface Outlet {
  send(line: string): void
}

/** One connection's standing at one child. */
export class MuxSession {
  readonly connection: Outlet
  /** What the client declared with `initialize`; null before, and on a connection without one. */
  capabilities: Record<string, unknown> | null = null
  logLevel: string | null = null
  readonly subscriptions = new Set<string>()
  /** Counts up with what it does; the one that acted last is asked first. */
  activity = 0

  constructor(connection: Outlet) {
    this.connection = connection
  }

  /** True when the client can answer such a question of the server. */
  canAnswer(method: string, params: Record<string, unknown> | undefined): boolean {
    if (this.capabilities === null) return false
    const needed = capabilityOf[method]
    if (needed === undefined) return true
    const declared = this.capabilities[needed]
    if (!isPlainObject(declared)) return false
    // An elicitation capability that names no mode means forms.
    return method !== 'elicitation/create' || params?.['mode'] !== 'url' || isPlainObject(declared['url'])
  }
}

const capabilityOf: Record<string, string> = {
  'sampling/createMessage': 'sampling',
  'elicitation/create': 'elicitation',
  'roots/list': 'roots',
}
