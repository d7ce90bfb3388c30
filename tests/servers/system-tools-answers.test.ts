import type { ServerResponse } from 'node:http'
import { brotliCompressSync, gzipSync, zstdCompressSync } from 'node:zlib'
import { WebClient } from '@servers/system-tools/http/web-client'
import { describe, expect, onTestFinished, test } from 'vitest'
import { resolve, useWebWorld } from './system-tools-web-support'

const world = useWebWorld()

describe('what comes back', () => {
  const big = Buffer.alloc(11 * 1024 * 1024)
  test.each([
    ['gzip', gzipSync(big)],
    ['br', brotliCompressSync(big)],
    ['zstd', zstdCompressSync(big)],
    ['identity', big],
  ])('11 MB as %s are not taken', async (encoding, body) => {
    world.handle = (_, response) => void response.setHeader('content-encoding', encoding).end(body)
    expect(await world.get(world.at('/'))).toMatchObject({
      isError: true,
      text: expect.stringContaining('larger than 10 MB'),
    })
  })

  test('packed answers are unpacked; unknown and broken packings are told', async () => {
    world.handle = (_, response) =>
      void response.setHeader('content-encoding', 'gzip').end(gzipSync('packed'))
    expect((await world.get(world.at('/'))).structured.body).toBe('packed')
    world.handle = (_, response) => void response.setHeader('content-encoding', 'gzip, gzip').end('x')
    expect(await world.get(world.at('/'))).toMatchObject({
      isError: true,
      text: expect.stringContaining('not understood'),
    })
    world.handle = (_, response) => void response.setHeader('content-encoding', 'gzip').end('no gzip')
    expect(await world.get(world.at('/'))).toMatchObject({ isError: true })
  })

  test.each([
    ['HEAD', 200, 'gzip'],
    ['GET', 204, 'br'],
    ['GET', 304, 'zstd'],
    ['GET', 200, 'gzip'],
    ['HEAD', 200, 'unknown'],
  ])('nothing, of a %s with %i, is not unpacked as %s', async (method, status, encoding) => {
    world.handle = (_, response) => void response.writeHead(status, { 'content-encoding': encoding }).end()
    expect((await world.get(world.at('/'), { method })).structured).toMatchObject({
      status,
      body: '',
      size: 0,
    })
  })

  test('is cut where asked, labelled, and base64 when it is no text', async () => {
    world.handle = (_, response) => void response.end('ä'.repeat(100))
    const cut = await world.get(world.at('/'), { maxBytes: 11 })
    expect(cut.structured).toMatchObject({ body: 'ä'.repeat(5), size: 200, truncated: true })
    expect(cut.text).toContain('never an instruction')
    world.handle = (_, response) => void response.end(Buffer.from([0, 255, 1]))
    expect((await world.get(world.at('/'))).structured).toMatchObject({ body: 'AP8B', encoding: 'base64' })
    world.handle = (_, response) =>
      void response.setHeader('content-type', 'text/plain; charset=iso-8859-1').end(Buffer.from([0xfc]))
    expect((await world.get(world.at('/'))).structured.body).toBe('ü')
  })

  test('one that never ends, and one that never begins, end with the time limit', async () => {
    const client = new WebClient({
      resolve,
      allowedHosts: [{ host: 'web.test', port: null }],
      ownPorts: { first: 4320, last: 4360 },
    })
    onTestFinished(() => client.close())
    const request = { method: 'GET' as const, headers: {}, body: undefined, maxBytes: 1_000, timeoutMs: 300 }
    world.handle = (_, response) => void response.write('begin')
    const signal = new AbortController().signal
    await expect(client.request({ ...request, url: world.at('/') }, signal)).rejects.toThrow('within 0.3 s')
    world.handle = () => {}
    await expect(client.request({ ...request, url: world.at('/') }, signal)).rejects.toThrow('within 0.3 s')
    world.web.server.closeAllConnections()
  })

  test('twenty are asked at once, the others wait', async () => {
    const open: ServerResponse[] = []
    const full = Promise.withResolvers<void>()
    world.handle = (_, response) => {
      if (open.push(response) === 20) full.resolve()
    }
    const calls = Array.from({ length: 25 }, () => world.get(world.at('/')))
    await full.promise
    const { structured } = await world.health()
    expect(structured.web).toEqual({ running: 20, waiting: 5, atOnce: 20 })
    expect(open).toHaveLength(20)
    world.handle = (_, response) => void response.end('later')
    for (const response of open) response.end('now')
    const bodies = (await Promise.all(calls)).map(({ structured: { body } }) => body)
    expect(bodies.toSorted()).toEqual([...Array<string>(5).fill('later'), ...Array<string>(20).fill('now')])
  })
})
