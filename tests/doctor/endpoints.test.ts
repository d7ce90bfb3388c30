import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import type { IncomingMessage, Server, ServerResponse } from 'node:http'
import { createServer } from 'node:http'
import { createServer as createTlsServer } from 'node:https'
import {
  createServer as createTcpServer,
  type AddressInfo,
  type LookupFunction,
  type Server as TcpServer,
} from 'node:net'
import { resolve } from 'node:path'
import { describe, expect, test } from 'vitest'
import { DoctorReport } from '@shared/domain/doctor'
import { examineEndpoint, findCode, type ExaminationOptions } from '../../src/doctor'
import { held } from '../external/support/held'
import { startModernServer } from '../external/support/modern-server'
import { ScriptedServer } from '../external/support/scripted-server'

/** For localhost, signed by nobody else. */
const pfx = readFileSync(resolve(import.meta.dirname, 'fixtures/self-signed.pfx'))
const limits = { handshakeMs: 1_000, requestMs: 2_000 }

async function examine(
  url: string,
  headers = {},
  options: ExaminationOptions = {},
  lookup?: LookupFunction,
): Promise<DoctorReport> {
  return DoctorReport.parse(await examineEndpoint({ url, headers, lookup }, { limits, ...options }))
}
const nameOf = (report: DoctorReport): string | undefined => findCode(report.code ?? '')?.name

/** Listens on a free port until the test is over. @returns its address without a scheme */
async function listening(server: Server | TcpServer): Promise<string> {
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  held({
    close: () => {
      if ('closeAllConnections' in server) server.closeAllConnections()
      server.close()
    },
  })
  return `127.0.0.1:${(server.address() as AddressInfo).port}`
}

const answering = async (serve: (request: IncomingMessage, response: ServerResponse) => void) =>
  `http://${await listening(createServer(serve))}/mcp`

describe('an address of OmniMind', () => {
  const asks = (_request: IncomingMessage, response: ServerResponse): void =>
    void response
      .writeHead(401, { 'www-authenticate': 'Bearer realm="omnimind", error="invalid_token"' })
      .end()
  const ours = { id: 'memory', nextStep: 'Examine it by its name: omnimind doctor memory' }

  test('is told as that, with the name of the service where it is known', async () => {
    const url = await answering(asks)
    const unknown = await examine(url)
    expect([nameOf(unknown), unknown.nextStep]).toEqual([
      'TOKEN_OF_OMNIMIND',
      expect.stringContaining('omnimind doctor SERVICE'),
    ])
    const known = await examineEndpoint({ url, ours }, { limits })
    expect([known.summary, known.nextStep]).toEqual([
      'This is the service "memory" of OmniMind, which wants a token of its own (401).',
      ours.nextStep,
    ])
  })

  test('that does not take a token wants another', async () => {
    const report = await examine(await answering(asks), { authorization: 'Bearer omm_of-before' })
    expect([nameOf(report), report.nextStep]).toEqual([
      'TOKEN_REFUSED',
      expect.stringContaining('omnimind token create'),
    ])
  })
})

test.each(['localhost:3000/mcp', 'ftp://example.org/', 'example.org/mcp'])(
  '"%s" is its own title',
  async (url) => {
    expect((await examine(url)).target.title).toBe(url)
  },
)

describe('the first cause at an address', () => {
  test.each([
    ['no address', 'localhost:3000', 'ADDRESS_INVALID'],
    ['no HTTP', 'ftp://example.org/', 'ADDRESS_INVALID'],
    ['a name nobody has', 'http://no-such-name.invalid/mcp', 'NAME_UNKNOWN'],
  ])('%s', async (_, url, name) => {
    // Where nothing is resolved, looking a name up may take as long as it likes.
    const report = await examine(url, {}, { limits: { handshakeMs: 5_000 } })
    expect(
      report.checks.filter(({ verdict }) => verdict === 'problem').map(({ name: found }) => found),
    ).toEqual([name])
  })

  test('nothing listens', async () => {
    const server = createTcpServer()
    const address = await listening(server)
    server.close()
    expect(nameOf(await examine(`http://${address}/mcp`))).toBe('CONNECTION_REFUSED')
  })

  test.each([
    ['silence', () => {}, 'NO_ANSWER'],
    ['another language', 'SSH-2.0-OpenSSH_9.2\r\n', 'NOT_HTTP'],
    ['an end', null, 'CONNECTION_CLOSED'],
  ])('a port held by something that answers with %s', async (_, says, name) => {
    const tcp = createTcpServer((socket) => {
      socket.on('error', () => {})
      held({ close: () => void socket.destroy() })
      if (typeof says === 'string') socket.write(says)
      else if (says === null) socket.once('data', () => socket.destroy())
    })
    const holder = { address: '127.0.0.1', pid: 5, command: 'sshd', user: null, isOmniMind: false }
    const holderOf = (port: number) => Promise.resolve({ port, ...holder })
    const report = await examine(`http://${await listening(tcp)}/mcp`, {}, { holderOf })
    expect([nameOf(report), report.summary]).toEqual([name, expect.stringContaining('held by sshd, pid 5')])
  })

  test.each([
    [200, 'text/html', '<title>My site</title>', 'NOT_MCP'],
    [404, 'text/plain', 'Not found', 'NOT_MCP'],
    [501, 'text/html', 'Unsupported method (POST)', 'NOT_MCP'],
    [200, 'application/json', '{"hello":"world"}', 'ANSWER_BROKEN'],
    [500, 'text/plain', 'stack trace', 'SERVER_ERROR'],
    [503, 'text/plain', 'try later', 'SERVER_ERROR'],
    [429, 'text/plain', 'slow down', 'TOO_MANY_REQUESTS'],
    [403, 'text/plain', 'no', 'FORBIDDEN'],
    [401, 'text/plain', 'who?', 'CHALLENGE_MISSING'],
  ])('HTTP %i %s %s', async (status, type, body, name) => {
    const url = await answering(
      (_, response) => void response.writeHead(status, { 'content-type': type }).end(body),
    )
    expect(nameOf(await examine(url))).toBe(name)
  })

  test('another address is named, without what may be secret in it', async () => {
    const url = await answering(
      (_, response) => void response.writeHead(308, { location: '/other?key=abc' }).end(),
    )
    const report = await examine(url)
    expect([nameOf(report), report.summary]).toEqual(['MOVED', expect.stringContaining('/other.')])
  })

  test('a sign-in that is well described, badly described, and a token that is refused', async () => {
    let metadata = JSON.stringify({ resource: 'x', authorization_servers: ['https://login.example'] })
    const url = await answering((request, response) => {
      const where = `Bearer resource_metadata="http://${request.headers.host}/.well-known/oauth-protected-resource/mcp"`
      if (request.url?.startsWith('/.well-known')) response.writeHead(200).end(metadata)
      else {
        const said = request.headers.authorization ?? ''
        response
          .writeHead(401, { 'www-authenticate': `${where}, error="no ${said.replace('Bearer ', '')}"` })
          .end()
      }
    })
    expect(nameOf(await examine(url))).toBe('SIGN_IN_NEEDED')
    metadata = '{}'
    expect(nameOf(await examine(url))).toBe('SIGN_IN_DATA_BROKEN')
    const refused = await examine(url, { authorization: 'Bearer correct-horse-battery' })
    expect(nameOf(refused)).toBe('TOKEN_REFUSED')
    expect(JSON.stringify(refused)).toContain('no [secret]')
    expect(JSON.stringify(refused)).not.toContain('correct-horse')
  })

  test('what a server says again of the secrets it was sent does not stand in the report', async () => {
    const url = await answering(({ headers, url: asked }, response) => {
      const [token, cookie] = [headers.authorization?.slice('Bearer '.length), headers.cookie]
      response.writeHead(500, { 'content-type': 'text/plain' }).end(`fault of ${token}, ${cookie}, ${asked}`)
    })
    const given = { authorization: 'Bearer correct-horse-battery', cookie: 'sid=canary-cookie; b=2' }
    const told = JSON.stringify(await examine(`${url}?q=canary-query`, given))
    expect(told).toContain('fault of [secret]')
    expect(told).not.toMatch(/correct-horse|canary/)
  })

  test('sign-in data at another address are not fetched', async () => {
    const asked: string[] = []
    const inner = await answering((request, response) => {
      asked.push(request.url ?? '')
      response.end('{}')
    })
    const url = await answering(
      (_, response) =>
        void response.writeHead(401, { 'www-authenticate': `Bearer resource_metadata="${inner}"` }).end(),
    )
    expect(nameOf(await examine(url))).toBe('SIGN_IN_NEEDED')
    expect(asked).toEqual([])
  })

  test('the old SSE, at its own path and beside it', async () => {
    const url = await answering((request, response) => {
      const isStream = request.method === 'GET' && request.url === '/sse'
      response.writeHead(isStream ? 200 : 404, { 'content-type': 'text/event-stream' })
      if (isStream) response.write('event: endpoint\ndata: /messages?session=1\n\n')
      else response.end()
    })
    expect(nameOf(await examine(url.replace('/mcp', '/sse')))).toBe('SSE_ONLY')
    const beside = await examine(url)
    expect([nameOf(beside), beside.nextStep]).toEqual(['SSE_ONLY', expect.stringContaining('/sse --sse')])
  })

  test('a certificate nobody signed, TLS where none is, none where TLS is', async () => {
    const tls = createTlsServer({ pfx }, (_, response) => void response.end('{}'))
    const address = await listening(tls)
    expect(nameOf(await examine(`https://${address}/mcp`))).toBe('CERTIFICATE_SELF_SIGNED')
    const plain = await examine(`http://${address}/mcp`)
    expect([nameOf(plain), plain.nextStep]).toEqual(['NOT_HTTP', `Use https://${address}/mcp`])
    const http = await answering((_, response) => void response.end())
    const wrong = await examine(http.replace('http:', 'https:'))
    expect([nameOf(wrong), wrong.nextStep]).toEqual(['NO_TLS', `Use ${http}`])
  })

  test('a name is looked up by whom the caller names, for every connection', async () => {
    const asked: string[] = []
    const here: LookupFunction = (name, { all }, callback) => {
      asked.push(name)
      if (all) callback(null, [{ address: '127.0.0.1', family: 4 }])
      else callback(null, '127.0.0.1', 4)
    }
    const paths: string[] = []
    const url = await answering(({ url: path }, response) => {
      paths.push(path ?? '')
      response.writeHead(path === '/api' ? 404 : 401).end()
    })
    const elsewhere = url.replace('127.0.0.1', 'only-the-caller-knows.invalid').replace('/mcp', '/api')
    expect(nameOf(await examine(elsewhere, {}, {}, here))).toBe('NOT_MCP')
    expect(new Set(paths)).toEqual(new Set(['/api', '/mcp', '/sse']))
    expect(asked.length).toBe(paths.length)
  })

  test('the newest revision alone', async () => {
    const server = held(await startModernServer('modern'))
    const report = await examine(server.url)
    expect(nameOf(report)).toBe('NEWER_PROTOCOL')
    expect(report.checks.map(({ name }) => name)).toContain('DESCRIPTION_MISSING')
  })
})

describe('a server that says too much', () => {
  const capabilities = { tools: {} }
  const initialized = { protocolVersion: '2025-11-25', capabilities, serverInfo: { name: 's', version: '1' } }
  const asJson = (response: ServerResponse, id: unknown, result: unknown): void =>
    void response
      .writeHead(200, { 'content-type': 'application/json' })
      .end(JSON.stringify({ jsonrpc: '2.0', id, result }))

  test('in notifications on a stream is stopped at 10 MB in all', async () => {
    const sent: number[] = []
    const server = held(
      await ScriptedServer.start(({ id, method }, response) => {
        if (method === 'initialize') asJson(response, id, initialized)
        if (method !== 'tools/list') return method === 'initialize' ? 'held' : 'default'
        const params = { level: 'info', data: 'x'.repeat(1_000_000) }
        const message = JSON.stringify({ jsonrpc: '2.0', method: 'notifications/message', params })
        response.writeHead(200, { 'content-type': 'text/event-stream' })
        const more = (): void => {
          if (response.destroyed || sent.push(1) > 60) return void response.end()
          response.write(`data: ${message}\n\n`, more)
        }
        more()
        return 'held'
      }),
    )
    const report = await examine(server.url)
    expect([nameOf(report), report.summary]).toEqual(['ANSWER_BROKEN', expect.stringContaining('10 MB')])
    expect(sent.length).toBeLessThan(60)
  })

  test('in the pages of a list is stopped at 10 MB in all', async () => {
    const server = held(
      await ScriptedServer.start(({ id, method }, response) => {
        if (method === 'initialize') asJson(response, id, initialized)
        else if (method === 'tools/list') {
          const name = `tool_${server.requests.length}`
          const tools = [{ name, description: 'x'.repeat(4_000_000), inputSchema: { type: 'object' } }]
          asJson(response, id, { tools, nextCursor: name })
        } else return 'default'
        return 'held'
      }),
    )
    const report = await examine(server.url)
    expect([nameOf(report), report.summary]).toEqual(['LIST_ENDLESS', expect.stringContaining('10 MB')])
    expect(server.count('tools/list')).toBe(3)
  })
})

describe('a server that keeps sessions', () => {
  /** Keeps web pages out, as the protocol asks for. */
  const isForeign = ({ headers }: IncomingMessage): boolean =>
    headers.origin !== undefined || headers.host?.startsWith('127.0.0.1') !== true

  test('and does everything right is told to be of the older protocol, no more', async () => {
    const server = held(
      await ScriptedServer.start((_request, response, http) => {
        if (!isForeign(http)) return 'default'
        response.writeHead(403).end()
        return 'held'
      }),
    )
    const report = await examine(server.url)
    expect(report.checks.filter(({ verdict }) => verdict !== 'ok').map(({ name }) => name)).toEqual([
      'NOTHING_OFFERED',
    ])
    expect(report.checks.map(({ name }) => name)).toContain('OLDER_PROTOCOL')
  })

  test('forgets them, lets pages in, and has a clock of its own', async () => {
    const server = held(
      await ScriptedServer.start(({ method }, response) => {
        response.setHeader('date', 'Thu, 01 Jan 2026 00:00:00 GMT')
        if (method !== 'tools/list') return 'default'
        response.writeHead(404).end()
        return 'held'
      }),
    )
    expect(nameOf(await examine(server.url))).toBe('SESSION_LOST')
    const open = held(
      await ScriptedServer.start((_request, response) => {
        response.setHeader('date', 'Thu, 01 Jan 2026 00:00:00 GMT')
        return 'default'
      }),
    )
    const names = (await examine(open.url)).checks.map(({ name }) => name)
    expect(names).toEqual(expect.arrayContaining(['ORIGIN_NOT_CHECKED', 'HOST_NOT_CHECKED', 'CLOCK_DIFFERS']))
  })

  test('at another path is found there', async () => {
    const server = held(
      await ScriptedServer.start((_request, response, { url }) => {
        if (url === '/mcp') return 'default'
        response.writeHead(404).end()
        return 'held'
      }),
    )
    const report = await examine(server.url.replace('/mcp', '/api'))
    expect([nameOf(report), report.nextStep]).toEqual(['WRONG_PATH', `Use ${server.url}`])
  })

  test('by its header, but is no MCP server, is not told goodbye', async () => {
    const methods: (string | undefined)[] = []
    const url = await answering(({ method }, response) => {
      methods.push(method)
      response.writeHead(200, { 'content-type': 'application/json', 'mcp-session-id': '1' })
      response.end(JSON.stringify({ jsonrpc: '2.0', id: 1, result: {} }))
    })
    await examine(url)
    expect(methods).toContain('POST')
    expect(methods).not.toContain('DELETE')
  })

  test('is told goodbye', async () => {
    const server = held(await ScriptedServer.start(() => 'default'))
    await examine(server.url)
    expect(server.requests.filter(({ http }) => http.method === 'DELETE')).toHaveLength(1)
  })
})
