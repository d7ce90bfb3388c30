import { RELATED_REQUEST, type JsonRpcId, type JsonRpcMessage } from '@shared/mcp/json-rpc'
import type { MuxSession } from './mux-session'
import { OpenRequests } from './open-requests'
import { Questions } from './questions'
import type { Strays } from './strays'

/** The way to the child. */
export interface ChildInput {
  /** @returns false when the child does not read and nothing more can wait; nothing was written then */
  write(line: string): boolean
}

/** Ids of requests we make on nobody's behalf begin so; nobody waits for their answers. */
export const OWN_ID = 'omnimind-'

/** What both directions of one multiplexed child share. */
export class MuxState {
  readonly child: ChildInput
  readonly strays: Strays
  readonly sessions = new Set<MuxSession>()
  readonly requests = new OpenRequests()
  readonly questions = new Questions()
  /** Progress of a task goes on after the request that created it was answered. */
  readonly taskProgress = new Map<number, { session: MuxSession; progressToken: unknown }>()
  /** Level the child was last asked for; null when it never was. */
  logLevel: string | null = null
  readonly subscribed = new Set<string>()
  #lastOwnId = 0
  #activity = 0

  constructor(child: ChildInput, strays: Strays) {
    this.child = child
    this.strays = strays
  }

  acted(session: MuxSession): void {
    session.activity = ++this.#activity
  }

  /** @returns false when it could not be written */
  tell(message: JsonRpcMessage): boolean {
    const line = toLine(message)
    return line !== null && this.child.write(line)
  }

  /** Asks the child on nobody's behalf; the answer does not matter. */
  ask(method: string, params: Record<string, unknown>): void {
    this.tell({ jsonrpc: '2.0', id: `${OWN_ID}${++this.#lastOwnId}`, method, params })
  }
}

/** Sends a message of the child to a client; `related` names the client's running request it belongs to. */
export function send(session: MuxSession, message: JsonRpcMessage, related?: JsonRpcId): boolean {
  // Undefined leaves no trace in JSON; a name the child itself wrote there must not stay.
  const marked: JsonRpcMessage & { [RELATED_REQUEST]?: JsonRpcId | undefined } = {
    ...message,
    [RELATED_REQUEST]: related,
  }
  const line = toLine(marked)
  if (line !== null) session.connection.send(line)
  return line !== null
}

/** @returns null when it is nested so deeply that it cannot be written out */
function toLine(message: JsonRpcMessage): string | null {
  try {
    return JSON.stringify(message)
  } catch {
    return null
  }
}
