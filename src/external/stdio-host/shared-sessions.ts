import { isNotification, isRequest, type JsonRpcMessage } from '@shared/mcp/json-rpc'
import type { Connection, ConnectionEvents } from '../kit/connection'
import type { ChildMux } from './child-mux'
import { isModern } from './handshake'
import type { ModernSide } from './modern-side'
import type { MuxSession } from './mux-session'
import type { ServedChild } from './served-child'
import { readMessages, refuseMessage, type Sessions } from './sessions'

/** One child for all connections; requests of the revision without sessions go where that is spoken. */
export class SharedSessions implements Sessions {
  readonly #child: ServedChild
  readonly #mux: ChildMux
  readonly #modern: ModernSide

  constructor(child: ServedChild, mux: ChildMux, modern: ModernSide) {
    this.#child = child
    this.#mux = mux
    this.#modern = modern
  }

  get openRequests(): number {
    return this.#mux.openRequests + this.#modern.openRequests
  }

  close(): void {
    this.#modern.close()
  }

  open(connection: Connection): ConnectionEvents {
    const joined = new Map<ChildMux, MuxSession>([[this.#mux, this.#mux.join(connection)]])
    const give = (mux: ChildMux, message: JsonRpcMessage): void => {
      let session = joined.get(mux)
      if (!session) joined.set(mux, (session = mux.join(connection)))
      mux.fromClient(session, message)
    }
    const giveModern = (message: JsonRpcMessage): void =>
      this.#modern.find((mux, code, reason) => {
        if (connection.isClosed) return
        if (mux) give(mux, message)
        else refuseMessage(connection, message, code, reason)
      }, connection)
    const receive = (message: JsonRpcMessage): void => {
      if (isRequest(message) && isModern(message.params)) giveModern(message)
      else if (isNotification(message) && message.method === 'notifications/cancelled')
        for (const [mux, session] of joined) mux.fromClient(session, message)
      else give(this.#mux, message)
    }
    return {
      ...readMessages(connection, receive),
      onFull: () => {
        this.#child.hold()
        this.#modern.child?.hold()
      },
      onDrain: () => {
        this.#child.release()
        this.#modern.child?.release()
      },
      onClosed: () => {
        this.#modern.left(connection)
        for (const [mux, session] of joined) mux.leave(session)
      },
    }
  }
}
