import { connect } from 'node:net'

/** Sends bytes as they are to a port of this machine, and returns everything that came back until the end. */
export function rawHttp(port: number, bytes: string | Buffer, address = '127.0.0.1'): Promise<string> {
  return new Promise((resolve, reject) => {
    let answer = ''
    const socket = connect(port, address, () => socket.write(bytes))
    socket.setEncoding('utf8')
    socket.on('data', (chunk) => (answer += String(chunk)))
    socket.on('end', () => socket.end())
    socket.on('close', () => resolve(answer))
    // A server may hang up on bytes it will not read; what it said before counts.
    socket.on('error', (error) => (answer === '' ? reject(error) : resolve(answer)))
  })
}

/** The status of a raw answer; 0 when there was none. */
export function statusOf(answer: string): number {
  return Number(/^HTTP\/1\.1 (\d{3})/.exec(answer)?.[1] ?? 0)
}
