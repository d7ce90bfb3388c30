import type { JsonRpcMessage } from '@shared/mcp/json-rpc'
import { ChildSide } from './child-side'
import { ClientSide, type Greeting } from './client-side'
import { MuxSession, type Outlet } from './mux-session'
import { MuxState, type ChildInput } from './mux-state'
import type { Strays } from './strays'

/**
 * One child with any number of connections: each sees a server of its own. Requests are numbered through, so that
 * answers, progress and questions find the connection they belong to.
 */
export class ChildMux {
  readonly #state: MuxState
  readonly #clients: ClientSide
  readonly #child: ChildSide

  constructor(child: ChildInput, greeting: Greeting, strays: Strays) {
    this.#state = new MuxState(child, strays)
    this.#clients = new ClientSide(this.#state, greeting)
    this.#child = new ChildSide(this.#state)
  }

  /** Requests somebody waits for. */
  get openRequests(): number {
    return this.#state.requests.waiting().length
  }

  get sessions(): readonly MuxSession[] {
    return [...this.#state.sessions]
  }

  join(connection: Outlet): MuxSession {
    const session = new MuxSession(connection)
    this.#state.sessions.add(session)
    return session
  }

  leave(session: MuxSession): void {
    this.#clients.leave(session)
  }

  fromClient(session: MuxSession, message: JsonRpcMessage): void {
    this.#clients.receive(session, message)
  }

  /** One line the child printed. @returns true when somebody waited for it */
  fromChild(line: string): boolean {
    return this.#child.receive(line)
  }

  /** See ChildLines. */
  overflow(head: string, tail: string): void {
    this.#child.overflow(head, tail)
  }
}
