import { connect, type Socket } from 'node:net'
import { TOKEN } from './running-gateway'

export const jsonHeaders: Record<string, string> = {
  authorization: `Bearer ${TOKEN}`,
  'content-type': 'application/json',
  accept: 'application/json, text/event-stream',
}

export const initialize = {
  jsonrpc: '2.0',
  id: 'init',
  method: 'initialize',
  params: {
    protocolVersion: '2025-11-25',
    capabilities: { elicitation: {} },
    clientInfo: { name: 'raw', version: '2.1' },
  },
}

/** Posts one message with `fetch`. */
export async function post(
  url: URL,
  message: unknown,
  headers: Record<string, string> = {},
): Promise<Response> {
  const body = typeof message === 'string' ? message : JSON.stringify(message)
  return await fetch(url, { method: 'POST', headers: { ...jsonHeaders, ...headers }, body })
}

/** Opens an MCP session. @returns the headers that later requests of it carry */
export async function openSession(url: URL): Promise<Record<string, string>> {
  const answer = await post(url, initialize)
  const id = answer.headers.get('mcp-session-id')
  if (answer.status !== 200 || id === null)
    throw new Error(`no session: ${answer.status} ${await answer.text()}`)
  await answer.text()
  const headers = { 'mcp-session-id': id, 'mcp-protocol-version': '2025-11-25' }
  await post(url, { jsonrpc: '2.0', method: 'notifications/initialized' }, headers)
  return headers
}

export function toolCall(id: number | string, name: string, args: Record<string, unknown> = {}): object {
  return { jsonrpc: '2.0', id, method: 'tools/call', params: { name, arguments: args } }
}

/** Everything a socket says after these bytes, until it closes or `until` is in it. */
export async function rawExchange(
  port: number,
  bytes: string | Buffer,
  { host = '127.0.0.1', until }: { host?: string; until?: string } = {},
): Promise<string> {
  const socket: Socket = connect(port, host)
  let said = ''
  return await new Promise((resolve) => {
    const done = (): void => {
      socket.destroy()
      resolve(said)
    }
    socket.on('data', (chunk) => {
      said += chunk.toString('latin1')
      if (until !== undefined && said.includes(until)) done()
    })
    socket.on('error', done)
    socket.on('close', done)
    socket.write(bytes)
  })
}

/** The JSON messages of an event stream's text. */
export function eventsOf(text: string): Record<string, unknown>[] {
  return text
    .split('\n')
    .filter((line) => line.startsWith('data: '))
    .map((line) => JSON.parse(line.slice(6)) as Record<string, unknown>)
}
