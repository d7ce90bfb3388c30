import { once } from 'node:events'
import { createServer as createTcpServer, type AddressInfo } from 'node:net'
import { parseAllowedHost } from '@servers/system-tools/http/allowed-hosts'
import { checkedAddresses } from '@servers/system-tools/http/checked-address'
import { targetUrl } from '@servers/system-tools/http/target-url'
import { WebClient } from '@servers/system-tools/http/web-client'
import { describe, expect, onTestFinished, test } from 'vitest'
import { startTools, words } from './system-tools-support'
import { listen, resolve, useWebWorld } from './system-tools-web-support'

const world = useWebWorld()

describe('addresses that are refused', () => {
  const ours = (host: string): string => `http://${host}:${world.canary.port}/`
  /** Where a test server listens, so that a hole would be seen. */
  const loopback = words(`
      127.0.0.1 127.1 127.0.1 2130706433 0x7f000001 0x7f.1 0177.0.0.1 017700000001
      127.0.0.1. 127.8.9.10 １２７.０.０.１ ①②⑦.⓪.⓪.① 127。0。0。1 %31%32%37.0.0.1 ｌｏｃａｌｈｏｓｔ
      localhost LOCALHOST localhost. 127.0.0.1.nip.io 0.0.0.0 0 [::] [::1] [0:0:0:0:0:0:0:1]
      [::ffff:127.0.0.1] [::ffff:7f00:1] [::127.0.0.1] mixed.test mixed6.test mapped.test
    `)
  test.each(loopback)('this machine as %s', async (host) => {
    const answer = await world.get(ours(host))
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
    const answer = await world.get(url)
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
    const answer = await world.get(url)
    expect(answer.isError).toBe(true)
    expect(answer.text).not.toMatch(/leads to|was not found/)
  })

  test('metadata stays refused although its hosts are allowed', async () => {
    for (const url of ['http://169.254.169.254/', 'http://metadata.google.internal/'])
      expect(await world.get(url)).toMatchObject({
        isError: true,
        text: expect.stringContaining('never opened'),
      })
  })

  test('an allowed host is allowed on its port only', async () => {
    expect(await world.get(`http://web.test:${world.canary.port}/`)).toMatchObject({ isError: true })
    expect((await world.get(world.at('/'))).structured).toMatchObject({ status: 200, body: 'hello' })
    expect(world.web.requests[0]?.headers.host).toBe(`web.test:${world.web.port}`)
  })
})

test.each(['[::1]', '127.0.0.1', 'localhost'])('the advice for %s can be followed', async (host) => {
  const refused = await world.get(`http://${host}:${world.canary.port}/`)
  const advised = /allow "([^"]+)"/.exec(refused.text)?.[1] ?? ''
  const hostname = host.replace(/^\[|\]$/g, '')
  await expect(
    checkedAddresses({ hostname, port: world.canary.port }, resolve, [parseAllowedHost(advised)]),
  ).resolves.not.toHaveLength(0)
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
      expect(await world.get(`http://${host}:${world.canary.port}/`)).toMatchObject({ isError: true })
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
