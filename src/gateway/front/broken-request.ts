import type { Socket } from 'node:net'
import { errorResponse, rpcCode } from '@shared/mcp/json-rpc'

const answers: Record<string, [status: string, message: string]> = {
  ERR_HTTP_REQUEST_TIMEOUT: ['408 Request Timeout', 'The request did not arrive in time. Send it again.'],
  HPE_HEADER_OVERFLOW: ['431 Request Header Fields Too Large', 'The headers are too large. Send less.'],
  HPE_CHUNK_EXTENSIONS_OVERFLOW: ['413 Content Too Large', 'Send the body without chunk extensions.'],
}
const anyOther: [string, string] = ['400 Bad Request', 'This is not a valid HTTP/1.1 request.']

/** Answers bytes that never became a request, then closes. A socket that already carried answers just closes. */
export function answerBrokenRequest(error: Error & { code?: string }, socket: Socket): void {
  if (!socket.writable || socket.bytesWritten > 0 || error.code === 'ECONNRESET') return void socket.destroy()
  const [status, message] = answers[error.code ?? ''] ?? anyOther
  const text = JSON.stringify(errorResponse(null, rpcCode.refused, message))
  socket.end(
    `HTTP/1.1 ${status}\r\nContent-Type: application/json\r\n` +
      `Content-Length: ${Buffer.byteLength(text)}\r\nConnection: close\r\n\r\n${text}`,
  )
  socket.once('finish', () => socket.destroy())
}
