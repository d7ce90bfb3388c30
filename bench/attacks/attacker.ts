import { connect } from 'node:net'

/**
 * Opens connections that never finish their head and drips a byte into each one every second; tells its parent,
 * once all are closed or it is asked, after how long each was closed. Arguments: port, connections.
 */
const [port = 0, connections = 0] = process.argv.slice(2).map(Number)
const closedAfter: number[] = []
const sockets = Array.from({ length: connections }, () => {
  const socket = connect(port, '127.0.0.1')
  const begunAt = performance.now()
  socket.on('error', () => {})
  socket.on('close', () => closedAfter.push(performance.now() - begunAt))
  socket.on('connect', () => socket.write(`POST /mcp HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\nX: `))
  socket.resume()
  return socket
})
setInterval(() => sockets.forEach((socket) => socket.writable && socket.write('y')), 1_000)
process.on('message', () => process.send?.({ closedAfter }, () => process.exit(0)))
