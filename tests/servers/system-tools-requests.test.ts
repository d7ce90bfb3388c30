import { describe, expect, onTestFinished, test } from 'vitest'
import { startTools } from './system-tools-support'
import { listen, resolve, useWebWorld } from './system-tools-web-support'

const world = useWebWorld()

describe('redirects', () => {
  const redirectTo = (location: string, status = 302): void => {
    world.handle = (request, response) => {
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
    redirectTo(location.replace('CANARY', String(world.canary.port)))
    expect(await world.get(world.at('/start'))).toMatchObject({ isError: true })
    expect(world.web.requests).toHaveLength(1)
  })

  test('five are followed, each checked, the sixth is not', async () => {
    world.handle = (request, response) => {
      const left = Number(request.url?.slice(1))
      if (left === 0) response.end('there')
      else response.writeHead(302, { location: `/${left - 1}` }).end()
    }
    const { structured } = await world.get(world.at('/5'))
    expect(structured).toMatchObject({ body: 'there', url: world.at('/0') })
    expect(structured.redirects).toHaveLength(5)
    expect(await world.get(world.at('/6'))).toMatchObject({
      isError: true,
      text: expect.stringContaining('5 redirects'),
    })
    expect(await world.get(world.at('/11'))).toMatchObject({ isError: true })
  })

  test('nothing secret goes to another origin, and no body', async () => {
    redirectTo(`http://other.test:${world.web.port}/next`)
    const headers = { authorization: 'Bearer s', cookie: 'a=b', 'x-api-key': 's', accept: 'text/plain' }
    await world.get(world.at('/start'), { headers })
    expect(world.web.requests[0]?.headers).toMatchObject(headers)
    expect(world.web.requests[1]?.headers).toMatchObject({
      accept: 'text/plain',
      host: `other.test:${world.web.port}`,
    })
    for (const name of ['authorization', 'cookie', 'x-api-key'])
      expect(world.web.requests[1]?.headers, name).not.toHaveProperty(name)
    redirectTo(`http://other.test:${world.web.port}/next`, 307)
    const posted = await world.get(world.at('/start'), { method: 'POST', body: 'secret', headers })
    expect(posted).toMatchObject({ isError: true, text: expect.stringContaining('other.test') })
  })

  test('the same origin keeps them; methods change as browsers change them', async () => {
    const method = async (status: number, given: string): Promise<string> => {
      redirectTo('/next', status)
      return (await world.get(world.at('/start'), { method: given, headers: { authorization: 'Bearer s' } }))
        .structured.body
    }
    expect(await method(302, 'POST')).toBe('GET')
    expect(await method(303, 'DELETE')).toBe('GET')
    expect(await method(307, 'POST')).toBe('POST')
    expect(await method(308, 'PUT')).toBe('PUT')
    expect(world.web.requests.at(-1)?.headers.authorization).toBe('Bearer s')
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
    expect(await world.get(world.at('/'), { headers: { [name]: 'x' } })).toMatchObject({ isError: true }),
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
    expect(await world.get(world.at('/'), { headers: { [name]: value } })).toMatchObject({ isError: true })
    expect(world.web.requests).toEqual([])
  })

  test.each(['TRACE', 'CONNECT', 'get', 'GET / HTTP/1.1\r\nX: y'])(
    'the method %j is refused',
    async (method) => {
      expect(await world.get(world.at('/'), { method })).toMatchObject({ isError: true })
      expect(world.web.requests).toEqual([])
    },
  )

  test('proxies of the environment are not used', async () => {
    const before = { ...process.env }
    onTestFinished(() => void Object.assign(process.env, { HTTP_PROXY: '', http_proxy: '' }, before))
    const proxy = `http://127.0.0.1:${world.canary.port}`
    Object.assign(process.env, { HTTP_PROXY: proxy, http_proxy: proxy, ALL_PROXY: proxy })
    expect((await world.get(world.at('/'))).structured.body).toBe('hello')
  })

  test('cookies are not kept', async () => {
    world.handle = (_, response) => void response.setHeader('set-cookie', 'a=b').end('hello')
    await world.get(world.at('/'))
    await world.get(world.at('/'))
    expect(world.web.requests.map(({ headers }) => headers.cookie)).toEqual([undefined, undefined])
  })

  test('a body and its type arrive', async () => {
    world.handle = (request, response) => {
      request.pipe(response)
      response.setHeader('content-type', request.headers['content-type'] ?? '')
    }
    const headers = { 'Content-Type': 'application/json' }
    const { structured } = await world.get(world.at('/'), { method: 'POST', body: '{"ü":1}', headers })
    expect(structured).toMatchObject({ body: '{"ü":1}', encoding: 'utf-8', status: 200 })
    expect(await world.get(world.at('/'), { body: 'x' })).toMatchObject({ isError: true })
  })
})

describe('a request that may change something, and fails', () => {
  const notKnown = 'Whether the server carried out the request is not known: look before you repeat it.'
  const post = async (url = world.at('/')): Promise<string> =>
    (await world.get(url, { method: 'POST', body: 'x' })).text

  test('without an answer: what became of it is told as not known; what only reads may be repeated', async () => {
    world.handle = (_, response) => void response.destroy()
    expect(await post()).toMatch(/^The request failed: /)
    expect(await post()).toContain(notKnown)
    expect((await world.get(world.at('/'))).text).not.toContain('not known')
    world.handle = (_, response) =>
      void response.writeHead(200, { 'content-length': 9 }).write('half', () => response.destroy())
    expect(await post()).toContain('had answered with status 200: do not repeat')
  })

  test('behind a redirect, or with an answer that is too large: the server had answered', async () => {
    world.handle = (request, response) => {
      if (request.url === '/') response.writeHead(303, { location: 'http://10.1.2.3/' }).end()
      else response.end(Buffer.alloc(11 * 1024 * 1024))
    }
    expect(await post()).toContain('had answered with status 303: do not repeat')
    expect(await post(world.at('/large'))).toMatch(
      /larger than 10 MB.*had answered with status 200: do not repeat/,
    )
  })

  /** What is told when a redirect to these places fails: nobody listens, with a body, not allowed, no address, endless. */
  async function redirectedAnswers(status: number, method: string): Promise<string[]> {
    const dead = await listen((_, response) => response.end(), '127.0.0.1')
    dead.server.close()
    const allowedHosts = [`web.test:${world.web.port}`, `other.test:${dead.port}`]
    const tools = await startTools({ settings: { allowedHosts }, machine: { resolve } })
    onTestFinished(() => tools.close())
    const redirected = async (location: string, more: object = {}): Promise<string> => {
      world.handle = (_, response) => void response.writeHead(status, { location }).end()
      return (await tools.call('http_request_secure', { url: world.at('/'), method, ...more })).text
    }
    const nobody = `http://other.test:${dead.port}/`
    return [
      await redirected(nobody),
      await redirected(nobody, { body: 'x' }),
      await redirected('http://private.test/'),
      await redirected('http://user:password@web.test/'),
      await redirected('/'),
    ]
  }

  test.each([
    [307, 'POST'],
    [308, 'PUT'],
    [302, 'DELETE'],
  ])('passed on by a %i: of a %s that then fails nothing was done yet', async (status, method) => {
    const answers = await redirectedAnswers(status, method)
    for (const text of answers) expect(text).not.toMatch(/had answered|do not repeat|not known/)
    expect(answers[0]).toMatch(/ECONNREFUSED.*Nothing was sent there\.$/)
    expect(answers[1]).toMatch(/Call again with that address if it is meant\.$/)
    expect(answers[4]).toMatch(/5 redirects were not followed\.$/)
  })

  test.each([
    [302, 'POST'],
    [303, 'PUT'],
  ])('told by a %i where its outcome may be read: the %s was done', async (status, method) => {
    for (const text of await redirectedAnswers(status, method))
      expect(text).toContain(`had answered with status ${status}: do not repeat`)
  })

  test('passed on, and then without an answer: it is not known', async () => {
    world.handle = (request, response) => {
      if (request.url === '/') response.writeHead(307, { location: '/next' }).end()
      else response.destroy()
    }
    expect(await post()).toContain(notKnown)
    world.handle = (request, response) => {
      if (request.url === '/') response.writeHead(307, { location: '/next' }).end()
      else response.writeHead(201, { 'content-length': 9 }).write('half', () => response.destroy())
    }
    expect(await post()).toContain('had answered with status 201: do not repeat')
  })

  test('before anything was sent: so it is told', async () => {
    expect(await post('http://private.test/')).not.toMatch(/not known|do not repeat/)
    const { port, server } = await listen((_, response) => response.end(), '127.0.0.1')
    server.close()
    const allowedHosts = [`web.test:${port}`]
    const tools = await startTools({ settings: { allowedHosts }, machine: { resolve } })
    onTestFinished(() => tools.close())
    const args = { url: `http://web.test:${port}/`, method: 'DELETE' }
    expect((await tools.call('http_request_secure', args)).text).toMatch(
      /ECONNREFUSED.*Nothing was sent there\.$/,
    )
  })
})
