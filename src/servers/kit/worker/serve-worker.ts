import { once } from 'node:events'
import { createServer, type Socket } from 'node:net'
import { errorText } from '@shared/errors'
import { LineSplitter } from '@shared/lib/json-lines'
import { MAX_WORKER_LINE, WorkerCall, type WorkerReply } from '@shared/process/worker-messages'
import type { WorkerHandler } from './define-worker'

/**
 * Listens for the service on a Unix socket path (mode 0600) or a Windows pipe name; its calls are answered one after
 * the other.
 * @throws the system's error when the address cannot be had
 */
export async function serveWorker(
  endpoint: string,
  handler: WorkerHandler | Promise<WorkerHandler>,
): Promise<void> {
  const server = createServer((socket) => serveCalls(socket, handler))
  // Not chmod: a worker that may not write files may not do that either. The address is bound before listen returns.
  const mask = process.umask(0o177)
  server.listen(endpoint)
  process.umask(mask)
  await once(server, 'listening')
}

function serveCalls(socket: Socket, handler: WorkerHandler | Promise<WorkerHandler>): void {
  let last = Promise.resolve()
  const take = (line: string): void => {
    last = last.then(() => answer(line, handler, (reply) => socket.write(`${JSON.stringify(reply)}\n`)))
  }
  // A line too long would have no answer: the service sees the connection end instead.
  const lines = new LineSplitter(take, () => socket.destroy(), MAX_WORKER_LINE)
  socket.setEncoding('utf8').on('data', (chunk) => lines.push(String(chunk)))
  socket.on('error', () => socket.destroy())
}

async function answer(
  line: string,
  handler: WorkerHandler | Promise<WorkerHandler>,
  reply: (reply: WorkerReply) => void,
): Promise<void> {
  const { id, message } = WorkerCall.parse(JSON.parse(line))
  try {
    const ready = await handler
    const value = await ready.handle(message, (event) => reply({ id, kind: 'event', event: event ?? null }))
    reply({ id, kind: 'done', value: value ?? null })
  } catch (error) {
    reply({ id, kind: 'failed', text: errorText(error) })
  }
}
