import { once } from 'node:events'
import { connect } from 'node:net'
import { LineSplitter } from '@shared/lib/json-lines'

/** A connection to a private endpoint that sends any bytes and reads one JSON value per line. */
export interface RawConnection {
  send(bytes: string | Buffer): void
  /** The next line, parsed; waits for it. */
  next(): Promise<unknown>
  pause(): void
  resume(): void
  close(): void
}

export async function rawConnection(endpoint: string): Promise<RawConnection> {
  const socket = connect(endpoint).setNoDelay(true)
  await once(socket, 'connect')
  const arrived: unknown[] = []
  let wake = (): void => {}
  const lines = new LineSplitter(
    (line) => {
      arrived.push(JSON.parse(line))
      wake()
    },
    () => {
      throw new Error('The service sent a line over 10 MB.')
    },
  )
  socket.setEncoding('utf8').on('data', (chunk) => lines.push(String(chunk)))
  return {
    send: (bytes) => void socket.write(bytes),
    async next() {
      if (arrived.length === 0) await new Promise<void>((resolve) => (wake = resolve))
      return arrived.shift()
    },
    pause: () => void socket.pause(),
    resume: () => void socket.resume(),
    close: () => void socket.destroy(),
  }
}
