import { errorResponse, isRequest, rpcCode, type JsonRpcId, type JsonRpcMessage } from '@shared/mcp/json-rpc'
import type { Connection, ConnectionEvents } from '../kit/connection'
import { NO_MESSAGE, parseLine } from '@shared/mcp/parse-line'

/** How a tenant serves its connections. */
export interface Sessions {
  /** A connection came; what is returned hears of it. */
  open(connection: Connection): ConnectionEvents
  /** Requests somebody waits for. */
  readonly openRequests: number
  /** The tenant ends: nothing more is started. */
  close?(): void
}

/** Reads what comes on a connection; what is no message is answered with an error, and the connection lives on. */
export function readMessages(
  connection: Connection,
  onMessage: (message: JsonRpcMessage) => void,
): Pick<ConnectionEvents, 'onLine' | 'onOverflow'> {
  const refuse = (code: number, text: string): void =>
    connection.send(JSON.stringify(errorResponse(null, code, text)))
  return {
    onLine(line) {
      const message = parseLine(line)
      if (message === null) refuse(rpcCode.invalidRequest, NO_MESSAGE)
      else onMessage(message)
    },
    onOverflow: () => refuse(rpcCode.invalidRequest, 'The message is longer than 10 MB.'),
  }
}

/** Answers a request with an error; other messages need no answer. */
export function refuseMessage(
  connection: Connection,
  message: JsonRpcMessage,
  code: number,
  text: string,
): void {
  if (isRequest(message)) sendError(connection, message.id, code, text)
}

export function sendError(connection: Connection, id: JsonRpcId, code: number, text: string): void {
  connection.send(JSON.stringify(errorResponse(id, code, text)))
}
