import { once } from 'node:events'
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import { createServer as createTcpServer, type AddressInfo } from 'node:net'
import { brotliCompressSync, gzipSync, zstdCompressSync } from 'node:zlib'
import { checkedAddresses } from '@servers/system-tools/http/checked-address'
import { targetUrl } from '@servers/system-tools/http/target-url'
import { WebClient } from '@servers/system-tools/http/web-client'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, onTestFinished, test } from 'vitest'
import { startTools, type RunningTools, words } from './system-tools-support'

type Handler = (request: IncomingMessage, response: ServerResponse) => void

interface Local {
  port: number
  requests: IncomingMessage[]
  server: Server
}

/** A real server on this machine; on `::` it answers IPv4 as well. */
async function listen(handler: Handler, host = '::', port = 0): Promise<Local> {
  const requests: IncomingMessage[] = []
  const server = createServer((request, response) => {
    requests.push(request)
    handler(request, response)
  }).listen(port, host)
  await once(server, 'listening')
  return { port: (server.address() as AddressInfo).port, requests, server }
}

/** Names of the tests' world. Nothing here is ever looked up outside. */
const names: Record<string, readonly string[]> = {
  localhost: ['127.0.0.1', '::1'],
  'localhost.': ['127.0.0.1'],
  'web.test': ['127.0.0.1'],
  'other.test': ['127.0.0.1'],
  '127.0.0.1.nip.io': ['127.0.0.1'],
  'metadata.google.internal': ['169.254.169.254'],
  'private.test': ['10.1.2.3'],
  'mixed.test': ['93.184.216.34', '127.0.0.1'],
  'mixed6.test': ['93.184.216.34', '::1'],
  'mapped.test': ['::ffff:127.0.0.1'],
  'scoped.test': ['fe80::1%eth0'],
  'empty.test': [],
}
const resolve = async (name: string): Promise<readonly string[]> => {
  const addresses = names[name]
  if (addresses) return await Promise.resolve(addresses)
  throw new Error('getaddrinfo ENOTFOUND')
}

/** Nothing refused may ever get here. */
let canary: Local
let web: Local
let handle: Handler
let tools: RunningTools
beforeAll(async () => {
  canary = await listen((_, response) => response.end('SECRET'))
  web = await listen((request, response) => handle(request, response), '127.0.0.1')
  const allowedHosts = [
    `web.test:${web.port}`,
    `other.test:${web.port}`,
    'metadata.google.internal',
    '169.254.169.254',
  ]
  tools = await startTools({ settings: { allowedHosts }, machine: { resolve } })
})
afterAll(async () => {
  await tools.close()
  canary.server.close()
  web.server.close()
})
beforeEach(() => {
  handle = (_, response) => void response.end('hello')
  web.requests.length = 0
})
afterEach(() => expect(canary.requests).toEqual([]))

interface Page {
  status: number
  body: string
  encoding: string
  url: string
  redirects: string[]
  headers: Record<string, string>
  size: number
  truncated: boolean
}
const get = async (url: string, more: Record<string, unknown> = {}) =>
  await tools.call<Page>('http_request_secure', { url, ...more })
const at = (path: string, host = 'web.test'): string => `http://${host}:${web.port}${path}`

describe('addresses that are refused', () => {
  const ours = (host: string): string => `http://${host}:${canary.port}/`
  /** Where a test server listens, so that a hole would be seen. */
  const loopback = words(`
      127.0.0.1 127.1 127.0.1 2130706433 0x7f000001 0x7f.1 0177.0.0.1 017700000001
      127.0.0.1. 127.8.9.10 １２７.０.０.１ ①②⑦.⓪.⓪.① 127。0。0。1 %31%32%37.0.0.1 ｌｏｃａｌｈｏｓｔ
      localhost LOCALHOST localhost. 127.0.0.1.nip.io 0.0.0.0 0 [::] [::1] [0:0:0:0:0:0:0:1]
      [::ffff:127.0.0.1] [::ffff:7f00:1] [::127.0.0.1] mixed.test mixed6.test mapped.test
    `)
  test.each(loopback)('this machine as %s', async (host) => {
    const answer = await get(ours(host))
    expect(answer.isError, answer.text).toBe(true)
    expect(answer.text).toMatch(/leads to/)
  })

  const elsewhere = [
    ...words(`
      http://169.254.169.254/latest/meta-data/ http:169.254.169.254 http:///169.254.169.254/ http://2852039166/
      http://0xa9fea9fe/ http://0251.0376.0251.0376/ http://[::ffff:a9fe:a9fe]/ http://[::a9fe:a9fe]/
    `),
    'http://[64:ff9b::a9fe:a9fe]/',
    'http://[64:ff9b:1::a9fe:a9fe]/',
    'http://[2002:a9fe:a9fe::]/',
    ...words(`
      http://[fd00:ec2::254]/ http://[fe80::1]/ http://[fc00::1]/ http://[fec0::1]/ http://[ff02::1]/
      http://100.100.100.200/ http://192.0.0.192/ http://168.63.129.16/ http://metadata.google.internal/
      http://10.0.0.1/ http://172.16.0.1/ http://192.168.1.1/ http://100.64.0.1/ http://224.0.0.1/
      http://255.255.255.255/ http://198.18.0.1/ http://private.test/ http://scoped.test/ http://empty.test/
    `),
    'http://nowhere.test/',
    'https://10.0.0.1/',
    'http://[2001:0:a9fe:a9fe::]/',
  ]
  test.each(elsewhere)('%s', async (url) => {
    const answer = await get(url)
    expect(answer.text).toMatch(/leads to|was not found|has no address/)
    expect(answer.isError).toBe(true)
  })

  const forms = [
    ...words(`
      file:///etc/passwd gopher://web.test/ data:text/html,x blob:http://web.test/x ftp://web.test/
    `),
    'javascript:alert(1)',
    'dict://web.test:11211/',
    'ws://web.test/',
    'http://',
    'web.test',
    '//web.test/',
    '',
    ...words(`
      http://user@web.test/ http://user:password@web.test/ http://web.test@169.254.169.254/ http://web.test:0/
    `),
    'http://web.test:65536/',
    'http://[::1',
    'http://web test/',
    'http://web.test:4321/',
    'http://example.com:4360/',
  ]
  test.each(forms)('%j', async (url) => {
    const answer = await get(url)
    expect(answer.isError).toBe(true)
    expect(answer.text).not.toMatch(/leads to|was not found/)
  })

  test('metadata stays refused although its hosts are allowed', async () => {
    for (const url of ['http://169.254.169.254/', 'http://metadata.google.internal/'])
      expect(await get(url)).toMatchObject({ isError: true, text: expect.stringContaining('never opened') })
  })

  test('an allowed host is allowed on its port only', async () => {
    expect(await get(`http://web.test:${canary.port}/`)).toMatchObject({ isError: true })
    expect((await get(at('/'))).structured).toMatchObject({ status: 200, body: 'hello' })
    expect(web.requests[0]?.headers.host).toBe(`web.test:${web.port}`)
  })
})

describe('addresses that only look forbidden', () => {
  const legal = words(`
      127.example.com localhost.example.com mylocalhost.com 10.example.com 169.254.169.254.example.com
      internal.example.com metadata.example.com xn--bcher-kva.example bücher.example example.com.
      8.8.8.8 1.1.1.1 11.0.0.1 9.255.255.255 126.255.255.255 128.0.0.1 172.15.0.1 172.32.0.1
      192.167.1.1 192.169.1.1 169.253.1.1 169.255.1.1 100.63.0.1 100.128.0.1 198.17.0.1 223.0.0.1
      [2606:4700::1111] [2a00:1450::1] [::ffff:8.8.8.8] 0x08080808 134744072 010.010.010.010
    `)
  test.each(legal)('%s', async (host) => {
    const url = targetUrl(`https://${host}:8443/a?b=http://127.0.0.1/#@localhost`, {
      first: 4320,
      last: 4360,
    })
    const hostname = url.hostname.replace(/^\[|\]$/g, '')
    const addresses = await checkedAddresses(
      { hostname, port: 8443 },
      () => Promise.resolve(['93.184.216.34']),
      [],
    )
    expect(addresses).toHaveLength(1)
  })

  test.each(['http://web.test:4319/', 'http://web.test:4361/', 'HTTP://WEB.TEST/', 'https://web.test:443/'])(
    '%s',
    (text) => expect(targetUrl(text, { first: 4320, last: 4360 }).hostname).toBe('web.test'),
  )
})

describe('names that change', () => {
  test('a name is resolved once, and exactly that address is connected to', async () => {
    const first = await listen((_, response) => response.end('checked'), '127.0.0.1')
    const second = await listen((_, response) => response.end('rebound'), '127.0.0.2', first.port)
    let asked = 0
    const rebinding = new WebClient({
      // What was checked is allowed; the second answer would be another machine.
      resolve: () => Promise.resolve([++asked === 1 ? '127.0.0.1' : '127.0.0.2']),
      allowedHosts: [{ host: 'rebind.test', port: first.port }],
      ownPorts: { first: 4320, last: 4360 },
    })
    onTestFinished(async () => {
      await rebinding.close()
      first.server.close()
      second.server.close()
    })
    const request = {
      method: 'GET' as const,
      url: `http://rebind.test:${first.port}/`,
      headers: {},
      body: undefined,
      maxBytes: 1_000,
      timeoutMs: 5_000,
    }
    const answer = await rebinding.request(request, new AbortController().signal)
    expect(answer.body.toString()).toBe('checked')
    expect(asked).toBe(1)
    expect(second.requests).toEqual([])
  })

  test('one public and one private answer are refused together', async () => {
    for (const host of ['mixed.test', 'mixed6.test'])
      expect(await get(`http://${host}:${canary.port}/`)).toMatchObject({ isError: true })
  })

  test('TLS asks for the certificate of the name, not of the address', async () => {
    const hello: Buffer[] = []
    const server = createTcpServer((socket) => {
      socket.on('error', () => {})
      socket.once('data', (chunk) => {
        hello.push(chunk)
        socket.destroy()
      })
    }).listen(0, '127.0.0.1')
    await once(server, 'listening')
    const { port } = server.address() as AddressInfo
    const secure = await startTools({ settings: { allowedHosts: ['web.test'] }, machine: { resolve } })
    onTestFinished(async () => {
      await secure.close()
      server.close()
    })
    const answer = await secure.call('http_request_secure', { url: `https://web.test:${port}/` })
    expect(answer.isError).toBe(true)
    expect(hello[0]?.includes('web.test')).toBe(true)
  })
})

describe('redirects', () => {
  const redirectTo = (location: string, status = 302): void => {
    handle = (request, response) => {
      if (request.url === '/start') response.writeHead(status, { location }).end()
      else response.end(request.method)
    }
  }
  test.each([
    'http://169.254.169.254/latest/',
    'file:///etc/passwd',
    'gopher://web.test/',
    'http://user:password@web.test/',
    'http://[::1]:CANARY/',
    'http://127.1:CANARY/',
    '//localhost:CANARY/',
    'http://web.test:4321/mcp',
    'http://web.test:0/',
    'http://metadata.google.internal/',
  ])('to %s are refused', async (location) => {
    redirectTo(location.replace('CANARY', String(canary.port)))
    expect(await get(at('/start'))).toMatchObject({ isError: true })
    expect(web.requests).toHaveLength(1)
  })

  test('five are followed, each checked, the sixth is not', async () => {
    handle = (request, response) => {
      const left = Number(request.url?.slice(1))
      if (left === 0) response.end('there')
      else response.writeHead(302, { location: `/${left - 1}` }).end()
    }
    const { structured } = await get(at('/5'))
    expect(structured).toMatchObject({ body: 'there', url: at('/0') })
    expect(structured.redirects).toHaveLength(5)
    expect(await get(at('/6'))).toMatchObject({ isError: true, text: expect.stringContaining('5 redirects') })
    expect(await get(at('/11'))).toMatchObject({ isError: true })
  })

  test('nothing secret goes to another origin, and no body', async () => {
    redirectTo(`http://other.test:${web.port}/next`)
    const headers = { authorization: 'Bearer s', cookie: 'a=b', 'x-api-key': 's', accept: 'text/plain' }
    await get(at('/start'), { headers })
    expect(web.requests[0]?.headers).toMatchObject(headers)
    expect(web.requests[1]?.headers).toMatchObject({ accept: 'text/plain', host: `other.test:${web.port}` })
    for (const name of ['authorization', 'cookie', 'x-api-key'])
      expect(web.requests[1]?.headers, name).not.toHaveProperty(name)
    redirectTo(`http://other.test:${web.port}/next`, 307)
    const posted = await get(at('/start'), { method: 'POST', body: 'secret', headers })
    expect(posted).toMatchObject({ isError: true, text: expect.stringContaining('other.test') })
  })

  test('the same origin keeps them; methods change as browsers change them', async () => {
    const method = async (status: number, given: string): Promise<string> => {
      redirectTo('/next', status)
      return (await get(at('/start'), { method: given, headers: { authorization: 'Bearer s' } })).structured
        .body
    }
    expect(await method(302, 'POST')).toBe('GET')
    expect(await method(303, 'DELETE')).toBe('GET')
    expect(await method(307, 'POST')).toBe('POST')
    expect(await method(308, 'PUT')).toBe('PUT')
    expect(web.requests.at(-1)?.headers.authorization).toBe('Bearer s')
  })
})

describe('what is sent', () => {
  test.each([
    'Host',
    'connection',
    'Proxy-Authorization',
    'Transfer-Encoding',
    'Content-Length',
    'Upgrade',
    'TE',
    'Expect',
  ])('the header %s is refused', async (name) =>
    expect(await get(at('/'), { headers: { [name]: 'x' } })).toMatchObject({ isError: true }),
  )
  test.each([
    ['a\r\nb', 'x'],
    ['a b', 'x'],
    ['', 'x'],
    ['x', 'a\r\nHost: evil'],
    ['x', 'a\nb'],
    ['x', 'a\0b'],
    ['x', 'ü'],
  ])('the header %j: %j is refused', async (name, value) => {
    expect(await get(at('/'), { headers: { [name]: value } })).toMatchObject({ isError: true })
    expect(web.requests).toEqual([])
  })

  test.each(['TRACE', 'CONNECT', 'get', 'GET / HTTP/1.1\r\nX: y'])(
    'the method %j is refused',
    async (method) => {
      expect(await get(at('/'), { method })).toMatchObject({ isError: true })
      expect(web.requests).toEqual([])
    },
  )

  test('proxies of the environment are not used', async () => {
    const before = { ...process.env }
    onTestFinished(() => void Object.assign(process.env, { HTTP_PROXY: '', http_proxy: '' }, before))
    const proxy = `http://127.0.0.1:${canary.port}`
    Object.assign(process.env, { HTTP_PROXY: proxy, http_proxy: proxy, ALL_PROXY: proxy })
    expect((await get(at('/'))).structured.body).toBe('hello')
  })

  test('cookies are not kept', async () => {
    handle = (_, response) => void response.setHeader('set-cookie', 'a=b').end('hello')
    await get(at('/'))
    await get(at('/'))
    expect(web.requests.map(({ headers }) => headers.cookie)).toEqual([undefined, undefined])
  })

  test('a body and its type arrive', async () => {
    handle = (request, response) => {
      request.pipe(response)
      response.setHeader('content-type', request.headers['content-type'] ?? '')
    }
    const headers = { 'Content-Type': 'application/json' }
    const { structured } = await get(at('/'), { method: 'POST', body: '{"ü":1}', headers })
    expect(structured).toMatchObject({ body: '{"ü":1}', encoding: 'utf-8', status: 200 })
    expect(await get(at('/'), { body: 'x' })).toMatchObject({ isError: true })
  })
})

describe('what comes back', () => {
  const big = Buffer.alloc(11 * 1024 * 1024)
  test.each([
    ['gzip', gzipSync(big)],
    ['br', brotliCompressSync(big)],
    ['zstd', zstdCompressSync(big)],
    ['identity', big],
  ])('11 MB as %s are not taken', async (encoding, body) => {
    handle = (_, response) => void response.setHeader('content-encoding', encoding).end(body)
    expect(await get(at('/'))).toMatchObject({
      isError: true,
      text: expect.stringContaining('larger than 10 MB'),
    })
  })

  test('packed answers are unpacked; unknown and broken packings are told', async () => {
    handle = (_, response) => void response.setHeader('content-encoding', 'gzip').end(gzipSync('packed'))
    expect((await get(at('/'))).structured.body).toBe('packed')
    handle = (_, response) => void response.setHeader('content-encoding', 'gzip, gzip').end('x')
    expect(await get(at('/'))).toMatchObject({
      isError: true,
      text: expect.stringContaining('not understood'),
    })
    handle = (_, response) => void response.setHeader('content-encoding', 'gzip').end('no gzip')
    expect(await get(at('/'))).toMatchObject({ isError: true })
  })

  test('is cut where asked, labelled, and base64 when it is no text', async () => {
    handle = (_, response) => void response.end('ä'.repeat(100))
    const cut = await get(at('/'), { maxBytes: 11 })
    expect(cut.structured).toMatchObject({ body: 'ä'.repeat(5), size: 200, truncated: true })
    expect(cut.text).toContain('never an instruction')
    handle = (_, response) => void response.end(Buffer.from([0, 255, 1]))
    expect((await get(at('/'))).structured).toMatchObject({ body: 'AP8B', encoding: 'base64' })
    handle = (_, response) =>
      void response.setHeader('content-type', 'text/plain; charset=iso-8859-1').end(Buffer.from([0xfc]))
    expect((await get(at('/'))).structured.body).toBe('ü')
  })

  test('one that never ends, and one that never begins, end with the time limit', async () => {
    const client = new WebClient({
      resolve,
      allowedHosts: [{ host: 'web.test', port: null }],
      ownPorts: { first: 4320, last: 4360 },
    })
    onTestFinished(() => client.close())
    const request = { method: 'GET' as const, headers: {}, body: undefined, maxBytes: 1_000, timeoutMs: 300 }
    handle = (_, response) => void response.write('begin')
    const signal = new AbortController().signal
    await expect(client.request({ ...request, url: at('/') }, signal)).rejects.toThrow('within 0.3 s')
    handle = () => {}
    await expect(client.request({ ...request, url: at('/') }, signal)).rejects.toThrow('within 0.3 s')
    web.server.closeAllConnections()
  })

  test('twenty are asked at once, the others wait', async () => {
    const open: ServerResponse[] = []
    const full = Promise.withResolvers<void>()
    handle = (_, response) => {
      if (open.push(response) === 20) full.resolve()
    }
    const calls = Array.from({ length: 25 }, () => get(at('/')))
    await full.promise
    const { structured } = await tools.call<{ web: object }>('health_check')
    expect(structured.web).toEqual({ running: 20, waiting: 5, atOnce: 20 })
    expect(open).toHaveLength(20)
    handle = (_, response) => void response.end('later')
    for (const response of open) response.end('now')
    const bodies = (await Promise.all(calls)).map(({ structured: { body } }) => body)
    expect(bodies.toSorted()).toEqual([...Array<string>(5).fill('later'), ...Array<string>(20).fill('now')])
  })
})
