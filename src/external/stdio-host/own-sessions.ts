import { isRequest, rpcCode, type JsonRpcMessage } from '@shared/mcp/json-rpc'
import type { Connection, ConnectionEvents } from '../kit/connection'
import type { ChildMux } from './child-mux'
import { isModern } from './handshake'
import type { MuxSession } from './mux-session'
import type { ServedChild, ServedChildEvents } from './served-child'
import { readMessages, refuseMessage, type Sessions } from './sessions'

type Era = 'legacy' | 'modern'
interface OwnChild {
  child: ServedChild
  mux: ChildMux
  session: MuxSession
}

const MAX_CHILDREN = 32

/** A child for each connection, started with its first message and ended with it. The client itself greets it. */
export class OwnSessions implements Sessions {
  readonly #start: (events: Pick<ServedChildEvents, 'onMute' | 'onEnded'>) => ServedChild | null
  readonly #children = new Set<OwnChild>()

  constructor(start: (events: Pick<ServedChildEvents, 'onMute' | 'onEnded'>) => ServedChild | null) {
    this.#start = start
  }

  get openRequests(): number {
    return [...this.#children].reduce((sum, { mux }) => sum + mux.openRequests, 0)
  }

  open(connection: Connection): ConnectionEvents {
    const own = new Map<Era, OwnChild>()
    let last: Era = 'legacy'
    const receive = (message: JsonRpcMessage): void => {
      // A server library may settle on one era; notifications and answers follow the last request.
      if (isRequest(message)) last = isModern(message.params) ? 'modern' : 'legacy'
      const { mux, session } = own.get(last) ?? this.#add(connection, own, last) ?? {}
      if (mux && session) mux.fromClient(session, message)
      else refuseMessage(connection, message, rpcCode.refused, TOO_MANY)
    }
    return {
      ...readMessages(connection, receive),
      onFull: () => own.forEach(({ child }) => child.hold()),
      onDrain: () => own.forEach(({ child }) => child.release()),
      onClosed: () => own.forEach(({ child }) => child.process.stop()),
    }
  }

  #add(connection: Connection, own: Map<Era, OwnChild>, era: Era): OwnChild | null {
    if (this.#children.size >= MAX_CHILDREN) return null
    const child = this.#start({
      onMute: () => connection.close(),
      onEnded: () => {
        this.#children.delete(entry)
        own.delete(era)
        for (const other of own.values()) other.child.process.stop()
        connection.close()
      },
    })
    // The tenant ends, and with it this connection.
    if (!child) return null
    const mux = child.serve(null)
    const entry: OwnChild = { child, mux, session: mux.join(connection) }
    this.#children.add(entry)
    own.set(era, entry)
    return entry
  }
}

const TOO_MANY =
  `${MAX_CHILDREN} sessions of this server run already, each with a process of its own. ` +
  'Close one, or let the server share one process.'
